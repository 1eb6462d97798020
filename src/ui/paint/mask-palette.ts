import type { Rgb } from '../../core/prompt/types.ts';
import { VOID_ID } from '../../core/segmentation/types.ts';

/** What the mask painters look up for each id: colour, and whether the id is shown at all. */
export interface MaskPalette {
  /** u8 `[256, 3]`. */
  readonly colors: Uint8Array;
  /** 1 where the id is painted. Background never is. */
  readonly visible: Uint8Array;
}

/** Void is hatched in two light neutrals: no class of any label set looks like it. */
export const VOID_LIGHT = 226;
export const VOID_DARK = 150;

/** True on the dark stripes of the void hatch, two picture pixels wide. */
export function isHatched(x: number, y: number): boolean {
  return (x + y) % 4 < 2;
}

/** With a solo class only that class is painted, void included out; else all but the hidden ones. */
export function maskPalette(
  classColors: ReadonlyMap<number, Rgb>,
  hiddenClassIds: readonly number[],
  soloClassId: number | null,
): MaskPalette {
  const colors = new Uint8Array(256 * 3);
  const visible = new Uint8Array(256);
  for (const [id, color] of classColors) {
    colors.set(color, id * 3);
    visible[id] = soloClassId === null ? Number(!hiddenClassIds.includes(id)) : Number(id === soloClassId);
  }
  visible[VOID_ID] = Number(soloClassId === null && !hiddenClassIds.includes(VOID_ID));
  return { colors, visible };
}
