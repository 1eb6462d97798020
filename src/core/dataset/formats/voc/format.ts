import type { DatasetFormat } from '../format.ts';

export const VOC = {
  id: 'voc',
  label: 'Pascal VOC 2012',
  readers: 'torchvision’s VOCSegmentation, mmsegmentation, Datumaro',
  options: {},
} as const satisfies DatasetFormat;
