import type { LabelSet, Rgb } from '../prompt/types.ts';

/**
 * Pascal VOC's colour of one mask value (VOC devkit, `VOClabelcolormap`): the bits of `id`, lowest first, go in turn to
 * red, green and blue, each channel filling from its highest bit down.
 * 0 is black, 1 is 128,0,0, 15 is 192,128,128 and 255, void, is 224,224,192.
 */
function vocColor(id: number): Rgb {
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let bit = 0; bit < 8; bit++) {
    const triple = id >> (3 * bit);
    red |= (triple & 1) << (7 - bit);
    green |= ((triple >> 1) & 1) << (7 - bit);
    blue |= ((triple >> 2) & 1) << (7 - bit);
  }
  return [red, green, blue];
}

/** Pascal VOC's palette: 256 colours, all different, by mask value. */
export const VOC_PALETTE: readonly Rgb[] = Array.from({ length: 256 }, (_, id) => vocColor(id));

/**
 * 256 colours by mask value, all different, for the masks of a label set: its own for its classes, Pascal VOC's for background and
 * void. Values that no mask has get what is left of Pascal VOC's, so that no colour stands for two values.
 */
export function maskPalette({ classes }: Pick<LabelSet, 'classes'>): Rgb[] {
  const own = new Map(classes.map(({ id, color }) => [id, color]));
  const taken = new Set([...own.values()].map(String));
  const isFree = (id: number) => !own.has(id) && !taken.has(String(VOC_PALETTE[id]));
  // Of the ids whose own entry is another: as many as there are entries without a colour.
  const spare = VOC_PALETTE.filter((color, id) => own.has(id) && !taken.has(String(color)));
  return VOC_PALETTE.map((color, id) => own.get(id) ?? (isFree(id) ? color : (spare.shift() ?? color)));
}
