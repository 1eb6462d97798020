import type { DatasetFormat } from '../format.ts';

export const CLASS_MAPS = {
  id: 'class-maps',
  label: 'Soft class maps (.npy)',
  readers: 'NumPy, PyTorch and JAX: for distillation and losses on scores',
  options: {},
} as const satisfies DatasetFormat;
