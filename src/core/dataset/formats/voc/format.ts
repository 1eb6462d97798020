import type { DatasetFormat } from '../format.ts';
import { MIN_AREA_OPTION, REGIONS_OPTION } from '../region-options.ts';

export const VOC = {
  id: 'voc',
  label: 'Pascal VOC 2012',
  readers: 'torchvision’s VOCSegmentation, mmsegmentation, Datumaro',
  options: { regions: REGIONS_OPTION, minAreaPixels: MIN_AREA_OPTION },
} as const satisfies DatasetFormat;
