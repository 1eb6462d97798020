import { VOID_ID } from '../../core/segmentation/types.ts';
import { isHatched, type MaskPalette, VOID_DARK, VOID_LIGHT } from './mask-palette.ts';

/**
 * Paints a mask on its own. Background and hidden classes stay transparent, so that the stage's own grey shows.
 * @param ids u8 `[H,W]`.
 * @param rgba u8 `[H,W,4]`, written in full.
 */
export function paintMask(ids: Uint8Array, width: number, palette: MaskPalette, rgba: Uint8ClampedArray): void {
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as number;
    const at = i * 4;
    if (palette.visible[id] === 0) {
      rgba[at + 3] = 0;
      continue;
    }
    if (id === VOID_ID) {
      const grey = isHatched(i % width, Math.floor(i / width)) ? VOID_DARK : VOID_LIGHT;
      rgba[at] = grey;
      rgba[at + 1] = grey;
      rgba[at + 2] = grey;
    } else {
      rgba[at] = palette.colors[id * 3] as number;
      rgba[at + 1] = palette.colors[id * 3 + 1] as number;
      rgba[at + 2] = palette.colors[id * 3 + 2] as number;
    }
    rgba[at + 3] = 255;
  }
}
