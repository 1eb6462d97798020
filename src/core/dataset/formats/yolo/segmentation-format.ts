import type { DatasetFormat } from '../format.ts';
import { MIN_AREA_OPTION, OBJECTS_OPTION } from '../region-options.ts';

export const YOLO_SEGMENTATION = {
  id: 'yolo-segmentation',
  label: 'YOLO segmentation',
  readers: 'Ultralytics YOLO, task “segment”',
  options: { regions: OBJECTS_OPTION, minAreaPixels: MIN_AREA_OPTION },
} as const satisfies DatasetFormat;
