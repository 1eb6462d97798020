import { VOID_ID } from '../../core/segmentation/types.ts';
import { isHatched, type MaskPalette, VOID_DARK, VOID_LIGHT } from './mask-palette.ts';

/** From these sizes on a pixel has room for a light line at each side, and for a dark one beside it. */
const LIGHT_LINE_SIDE = 2;
const DARK_LINE_SIDE = 4;
const OUTLINE_ALPHA = 235;

export interface Regions {
  /** u8 `[H,W]`. */
  readonly ids: Uint8Array;
  /** `[H,W]`: the object of each pixel from 1 on; 0 for none. Missing: not known. */
  readonly objects?: Int32Array;
  readonly width: number;
  readonly height: number;
}

/** RGBA as one little-endian word, as canvases of all platforms have it. */
const word = (red: number, green: number, blue: number, alpha: number) =>
  ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;

/**
 * Paints a mask's regions with crisp edges, each pixel as `side` × `side` of the canvas, and along the edge of each class and each object, inside it, a
 * light line and a dark one, so that it shows on any picture. Background and hidden classes stay transparent.
 *
 * @param side of a mask's pixel on the canvas, a whole number
 * @param opacity 0 … 1, of the regions; lines stay nearly opaque until it is 0
 * @param rgba u8 `[H·side, W·side, 4]`, written in full
 */
export function paintRegions(
  { ids, objects, width, height }: Regions,
  side: number,
  palette: MaskPalette,
  opacity: number,
  rgba: Uint8ClampedArray,
): void {
  const out = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4);
  const alpha = Math.round(255 * opacity);
  const lineAlpha = Math.min(OUTLINE_ALPHA, 4 * alpha);
  const light = word(255, 255, 255, lineAlpha);
  const dark = word(0, 0, 0, lineAlpha);
  const fills = fillsOf(palette, alpha);
  const stride = width * side;
  const sees = (at: number) => {
    const id = ids[at] as number;
    return palette.visible[id] === 0 ? 0 : id;
  };
  /** Whether another class is seen at `next`, or another object of the class. */
  const differs = (at: number, next: number) => {
    if (sees(at) !== sees(next)) return true;
    const object = objects?.[at] ?? 0;
    const other = objects?.[next] ?? 0;
    return object !== other && object !== 0 && other !== 0;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const id = sees(at);
      const first = y * side * stride + x * side;
      const fill = id === VOID_ID ? voidFill(x, y, alpha) : (fills[id] as number);
      for (let row = 0; row < side; row++) out.fill(fill, first + row * stride, first + row * stride + side);
      if (side < LIGHT_LINE_SIDE || id === 0 || id === VOID_ID) continue;
      const edges = {
        left: x > 0 && differs(at, at - 1),
        right: x < width - 1 && differs(at, at + 1),
        top: y > 0 && differs(at, at - width),
        bottom: y < height - 1 && differs(at, at + width),
      };
      // Dark lines first: where two edges meet, the light one goes round the corner.
      if (side >= DARK_LINE_SIDE) drawLines(out, first, stride, side, edges, 1, dark);
      drawLines(out, first, stride, side, edges, 0, light);
    }
  }
}

/** Lines along some edges of one pixel, `inset` canvas pixels inside it. */
function drawLines(
  out: Uint32Array,
  first: number,
  stride: number,
  side: number,
  edges: Readonly<Record<'left' | 'right' | 'top' | 'bottom', boolean>>,
  inset: number,
  color: number,
): void {
  const last = side - 1 - inset;
  if (edges.top) out.fill(color, first + inset * stride, first + inset * stride + side);
  if (edges.bottom) out.fill(color, first + last * stride, first + last * stride + side);
  for (let row = 0; row < side; row++) {
    if (edges.left) out[first + row * stride + inset] = color;
    if (edges.right) out[first + row * stride + last] = color;
  }
}

/** By id; 0, which hidden classes count as, is transparent. */
function fillsOf({ colors }: MaskPalette, alpha: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, id) => {
    if (id === 0) return 0;
    const [red = 0, green = 0, blue = 0] = colors.subarray(3 * id, 3 * id + 3);
    return word(red, green, blue, alpha);
  });
}

function voidFill(x: number, y: number, alpha: number): number {
  const grey = isHatched(x, y) ? VOID_DARK : VOID_LIGHT;
  return word(grey, grey, grey, alpha);
}
