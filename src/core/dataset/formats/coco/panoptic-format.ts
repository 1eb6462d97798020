import type { DatasetFormat } from '../format.ts';
import { MIN_AREA_OPTION, REGIONS_OPTION } from '../region-options.ts';

export const COCO_PANOPTIC = {
  id: 'coco-panoptic',
  label: 'COCO panoptic',
  readers: 'panopticapi, Detectron2, Mask2Former, MMDetection',
  options: {
    regions: REGIONS_OPTION,
    background: {
      kind: 'choice',
      label: 'Background as',
      choices: [
        { value: 'stuff', label: 'a category of its own' },
        { value: 'void', label: 'void, which is not judged' },
      ],
      default: 'stuff',
    },
    minAreaPixels: MIN_AREA_OPTION,
  },
} as const satisfies DatasetFormat;
