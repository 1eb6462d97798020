import { bicubicTaps } from '../../../core/attention/bicubic.ts';
import { gridOf } from '../../../core/grid-size.ts';
import { bilinearTaps } from '../../../core/segmentation/bilinear.ts';
import type { PictureGuide } from '../../../core/segmentation/picture-guide.ts';
import { COEFFICIENTS, fitGuided } from '../guided-upsample/guided-upsample.cpu.ts';
import type { SegmentMapsInput } from './segment-maps-input.ts';
import { bicubicTable, bilinearTable, type TapTable } from './tap-table.ts';

/** The functions of the module that make one class's row of scores. */
export interface RowExports {
  blendRow(
    ...row: [
      ...rows: [r0: number, r1: number, r2: number, r3: number],
      ...weights: [w0: number, w1: number, w2: number, w3: number],
      ...out: [scores: number, scoresEnd: number],
    ]
  ): void;
  guideRow(
    ...row: [
      ...rows: [lower: number, upper: number, planeBytes: number, fraction: number],
      ...picture: [red: number, colorBytes: number],
      ...out: [scores: number, scoresEnd: number],
    ]
  ): void;
}

/** What the module brings to the picture's width before, and how each row of the picture is made of it. */
export interface StretchedRows {
  readonly planesPerClass: number;
  /** fp32 `[M · planesPerClass, N]` */
  readonly planes: Float32Array;
  readonly across: TapTable;
  /** The picture's colours, `[3, H, W]`, where they are needed. */
  readonly colors: Float32Array | null;
  /** A row of class `c` at byte addresses: the stretched planes begin at `stretched`, their rows are `rowBytes` apart. */
  makeRow(module: RowExports, c: number, y: number, at: RowPlaces, scores: number): void;
}

export interface RowPlaces {
  readonly stretched: number;
  readonly rowBytes: number;
  readonly colors: number;
}

export function stretchedRows(input: SegmentMapsInput): StretchedRows {
  return input.guide ? guidedRows(input, input.guide) : bicubicRows(input);
}

function bicubicRows({ maps, side, width, height }: SegmentMapsInput): StretchedRows {
  const { width: columns, height: rows } = gridOf(side);
  const { indices, weights } = bicubicTaps(rows, height);
  return {
    planesPerClass: 1,
    planes: maps,
    across: bicubicTable(columns, width),
    colors: null,
    makeRow(module, c, y, { stretched, rowBytes }, scores) {
      const tap = y * 4;
      const plane = stretched + c * rows * rowBytes;
      module.blendRow(
        plane + (indices[tap] as number) * rowBytes,
        plane + (indices[tap + 1] as number) * rowBytes,
        plane + (indices[tap + 2] as number) * rowBytes,
        plane + (indices[tap + 3] as number) * rowBytes,
        weights[tap] as number,
        weights[tap + 1] as number,
        weights[tap + 2] as number,
        weights[tap + 3] as number,
        scores,
        scores + rowBytes,
      );
    },
  };
}

function guidedRows({ maps, side, width, height, classIds }: SegmentMapsInput, guide: PictureGuide): StretchedRows {
  const { width: columns, height: rows } = gridOf(side);
  const { lower, upper, fractions } = bilinearTaps(rows, height);
  const colorBytes = 4 * width * height;
  return {
    planesPerClass: COEFFICIENTS,
    planes: fitGuided(maps, classIds.length, guide),
    across: bilinearTable(columns, width),
    colors: guide.colors,
    makeRow(module, c, y, { stretched, rowBytes, colors }, scores) {
      const planeBytes = rows * rowBytes;
      const plane = stretched + c * COEFFICIENTS * planeBytes;
      module.guideRow(
        plane + (lower[y] as number) * rowBytes,
        plane + (upper[y] as number) * rowBytes,
        planeBytes,
        fractions[y] as number,
        colors + 4 * y * width,
        colorBytes,
        scores,
        scores + rowBytes,
      );
    },
  };
}
