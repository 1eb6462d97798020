/** A rectangle of whole pixels. */
export interface PixelBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels of one class that belong together. */
export interface Region {
  /** Their value in `LabelledRegions.labels`, from 1 on. */
  readonly label: number;
  readonly classId: number;
  readonly areaPixels: number;
  /** The smallest that holds them all. */
  readonly box: PixelBox;
}

export interface LabelledRegions {
  readonly width: number;
  readonly height: number;
  /** `[height,width]`, row-major: the region of each pixel; 0 for background and void. */
  readonly labels: Int32Array;
  /** By rising label, which is the order of their first pixels, row by row. */
  readonly regions: readonly Region[];
}

/** Which pixels touch: 4, those that share a side; 8, those that share a corner too. */
export type Connectivity = 4 | 8;
