import { MAX_BRUSH_SIZE } from '../../../studio/edit/types.ts';

/** The next brush size by key: single pixels for small ones, about a fifth for large ones. */
export function stepSize(size: number, direction: 1 | -1): number {
  const step = Math.max(1, Math.round(size / 5));
  return Math.min(MAX_BRUSH_SIZE, Math.max(1, size + direction * step));
}
