import type { DatasetFormat } from '../format.ts';
import { MIN_AREA_OPTION, REGIONS_OPTION } from '../region-options.ts';

export const COCO_INSTANCES = {
  id: 'coco-instances',
  label: 'COCO instances',
  readers: 'pycocotools, torchvision’s CocoDetection, Detectron2, MMDetection',
  options: {
    regions: REGIONS_OPTION,
    encoding: {
      kind: 'choice',
      label: 'Regions as',
      choices: [
        { value: 'rle', label: 'run lengths' },
        { value: 'compressed-rle', label: 'compressed run lengths' },
        { value: 'polygons', label: 'polygons' },
      ],
      default: 'rle',
    },
    minAreaPixels: MIN_AREA_OPTION,
  },
} as const satisfies DatasetFormat;
