import type { DatasetFormat } from '../format.ts';
import { MASK_OPTION } from '../mask-option.ts';

export const FOLDERS = {
  id: 'folders',
  label: 'Dataset Diffusion (image and mask folders)',
  readers: 'The reference project’s training code, and any loader of two folders with equal names',
  options: { masks: MASK_OPTION },
} as const satisfies DatasetFormat;
