/**
 * What a person painted over a computed mask. u16 `[H,W]`, row-major: 0 is no edit, v + 1 stands for the mask value v, so that
 * all 256 of them (background 0, classes, void 255) can be painted.
 */
export interface EditLayer {
  readonly width: number;
  readonly height: number;
  readonly values: Uint16Array<ArrayBuffer>;
}

export const NO_EDIT = 0;

/** A pixel of a mask; whole numbers, from the top left. */
export interface PixelPoint {
  readonly x: number;
  readonly y: number;
}

/** One change of a layer as runs of equal pixels: what can be taken back and done again, byte for byte. */
export type EditStep = readonly EditRun[];

export interface EditRun {
  readonly start: number;
  readonly length: number;
  /** Layer values, the same for the whole run. */
  readonly before: number;
  readonly after: number;
}
