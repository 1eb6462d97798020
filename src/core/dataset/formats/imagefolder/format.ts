import type { DatasetFormat } from '../format.ts';
import { MASK_OPTION } from '../mask-option.ts';

export const IMAGEFOLDER = {
  id: 'imagefolder',
  label: 'Hugging Face imagefolder',
  readers: 'datasets.load_dataset, the Hugging Face Hub and its viewer',
  options: { masks: MASK_OPTION },
} as const satisfies DatasetFormat;
