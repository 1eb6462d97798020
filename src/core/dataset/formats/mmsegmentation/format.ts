import type { DatasetFormat } from '../format.ts';
import { MASK_OPTION } from '../mask-option.ts';

export const MMSEGMENTATION = {
  id: 'mmsegmentation',
  label: 'mmsegmentation, with ready configs',
  readers: 'mmsegmentation 1.x: DeepLabV3 R50 and R101 and Mask2Former R50 train as they are',
  options: {
    masks: MASK_OPTION,
    iterations: {
      kind: 'number',
      label: 'Training iterations in the configs (the paper: 20,000 for VOC, 40,000 for COCO)',
      min: 1000,
      max: 160_000,
      step: 1000,
      default: 20_000,
    },
  },
} as const satisfies DatasetFormat;
