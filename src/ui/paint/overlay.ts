import { VOID_ID } from '../../core/segmentation/types.ts';
import { isHatched, type MaskPalette, VOID_DARK, VOID_LIGHT } from './mask-palette.ts';

/**
 * Lays the mask over the picture: out = picture + opacity · (class colour − picture), per channel in sRGB.
 * Background and hidden classes leave the picture as it is.
 * @param picture u8 `[H,W,4]`.
 * @param ids u8 `[H,W]`.
 * @param opacity 0 … 1.
 * @param rgba u8 `[H,W,4]`, written in full.
 */
export function paintOverlay(
  picture: Uint8ClampedArray,
  ids: Uint8Array,
  width: number,
  palette: MaskPalette,
  opacity: number,
  rgba: Uint8ClampedArray,
): void {
  rgba.set(picture);
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as number;
    if (palette.visible[id] === 0) continue;
    const grey = isHatched(i % width, Math.floor(i / width)) ? VOID_DARK : VOID_LIGHT;
    for (let channel = 0; channel < 3; channel++) {
      const color = id === VOID_ID ? grey : (palette.colors[id * 3 + channel] as number);
      const at = i * 4 + channel;
      const base = picture[at] as number;
      rgba[at] = base + opacity * (color - base);
    }
  }
}
