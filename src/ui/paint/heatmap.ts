import { INFERNO } from './inferno.ts';

/**
 * Paints one class's scores in inferno.
 * @param scores u8 `[M,H,W]`; `plane` picks the class.
 * @param rgba u8 `[H,W,4]`, written in full.
 */
export function paintHeatmap(scores: Uint8Array, plane: number, rgba: Uint8ClampedArray): void {
  const count = rgba.length / 4;
  const offset = plane * count;
  for (let i = 0; i < count; i++) {
    const entry = (scores[offset + i] as number) * 3;
    rgba[i * 4] = INFERNO[entry] as number;
    rgba[i * 4 + 1] = INFERNO[entry + 1] as number;
    rgba[i * 4 + 2] = INFERNO[entry + 2] as number;
    rgba[i * 4 + 3] = 255;
  }
}
