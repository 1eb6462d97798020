import type { DatasetFormat } from '../format.ts';

export const YOLO_SEMANTIC = {
  id: 'yolo-semantic',
  label: 'YOLO semantic',
  readers: 'Ultralytics YOLO, task “semantic”',
  options: {},
} as const satisfies DatasetFormat;
