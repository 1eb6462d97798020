import type { DatasetFormat } from '../format.ts';

export const FIFTYONE = {
  id: 'fiftyone',
  label: 'FiftyOne',
  readers: 'FiftyOne, type ImageSegmentationDirectory',
  options: {},
} as const satisfies DatasetFormat;
