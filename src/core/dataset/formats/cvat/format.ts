import type { DatasetFormat } from '../format.ts';

export const CVAT = {
  id: 'cvat',
  label: 'CVAT “Segmentation mask 1.1”',
  readers: 'CVAT’s import as it is; Datumaro',
  options: {},
} as const satisfies DatasetFormat;
