import type { Rgb } from '../prompt/types.ts';

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
