import { bicubicTaps, stretchRows } from '../../../core/attention/bicubic.ts';
import { bilinearTaps } from '../../../core/segmentation/bilinear.ts';
import type { PictureGuide } from '../../../core/segmentation/picture-guide.ts';
import { COEFFICIENTS, fitGuided } from '../guided-upsample/guided-upsample.cpu.ts';
import type { SegmentMapsInput } from './segment-maps-input.ts';

/** The functions of the module that make one class's row of scores and its bytes. */
export interface RowExports {
  blendRow(
    ...row: [
      ...rows: [r0: number, r1: number, r2: number, r3: number],
      ...weights: [w0: number, w1: number, w2: number, w3: number],
      ...out: [scores: number, bytes: number, bytesEnd: number],
    ]
  ): void;
  guideRow(
    ...row: [
      ...rows: [lower: number, upper: number, planeBytes: number, fraction: number],
      ...picture: [red: number, colorBytes: number],
      ...out: [scores: number, bytes: number, bytesEnd: number],
    ]
  ): void;
}

/** What is upsampled along rows before, and how each row of the picture is made of it. */
export interface StretchedRows {
  /** Planes of side rows, each at the picture's width. */
  readonly planesPerClass: number;
  /** Floats that are kept beside them. */
  readonly extraFloats: number;
  /** Writes the planes, `[M · planesPerClass, side, stride]`, and what is kept beside them. */
  put(stretched: Float32Array, stride: number, extra: Float32Array): void;
  /** A row of class `c` at byte addresses: the planes begin at `stretched`, their rows are `rowBytes` apart. */
  makeRow(module: RowExports, c: number, y: number, at: RowPlaces, scores: number, bytes: number): void;
}

export interface RowPlaces {
  readonly stretched: number;
  readonly rowBytes: number;
  readonly extra: number;
}

export function stretchedRows(input: SegmentMapsInput): StretchedRows {
  return input.guide ? guidedRows(input, input.guide) : bicubicRows(input);
}

function bicubicRows({ maps, side, width, height, classIds }: SegmentMapsInput): StretchedRows {
  const { indices, weights } = bicubicTaps(side, height);
  return {
    planesPerClass: 1,
    extraFloats: 0,
    put(stretched, stride) {
      const across = bicubicTaps(side, width);
      const source = { planes: classIds.length, width: side, height: side, data: maps };
      for (let c = 0; c < classIds.length; c++) {
        stretchRows(source, c, across, width, stretched.subarray(c * side * stride), stride);
      }
    },
    makeRow(module, c, y, { stretched, rowBytes }, scores, bytes) {
      const tap = y * 4;
      const plane = stretched + c * side * rowBytes;
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
        bytes,
        bytes + width,
      );
    },
  };
}

function guidedRows({ maps, side, width, height, classIds }: SegmentMapsInput, guide: PictureGuide): StretchedRows {
  const { lower, upper, fractions } = bilinearTaps(side, height);
  const colorBytes = 4 * width * height;
  return {
    planesPerClass: COEFFICIENTS,
    // A vector at the end of the last row reaches up to three pixels further.
    extraFloats: guide.colors.length + 3,
    put(stretched, stride, extra) {
      extra.set(guide.colors);
      stretchLinear(fitGuided(maps, classIds.length, guide), side, width, stretched, stride);
    },
    makeRow(module, c, y, { stretched, rowBytes, extra }, scores, bytes) {
      const planeBytes = side * rowBytes;
      const plane = stretched + c * COEFFICIENTS * planeBytes;
      module.guideRow(
        plane + (lower[y] as number) * rowBytes,
        plane + (upper[y] as number) * rowBytes,
        planeBytes,
        fractions[y] as number,
        extra + 4 * y * width,
        colorBytes,
        scores,
        bytes,
        bytes + width,
      );
    },
  };
}

/** Rows of `side` values, brought to `width` values by bilinear interpolation, `stride` apart. */
function stretchLinear(rows: Float32Array, side: number, width: number, out: Float32Array, stride: number): void {
  const { lower, upper, fractions } = bilinearTaps(side, width);
  for (let start = 0, target = 0; start < rows.length; start += side, target += stride) {
    let x = 0;
    while (x < width) {
      // Several pixels lie between the same two values.
      const left = lower[x] as number;
      const a = rows[start + left] as number;
      const step = (rows[start + (upper[x] as number)] as number) - a;
      do {
        out[target + x] = a + (fractions[x] as number) * step;
        x++;
      } while (x < width && lower[x] === left);
    }
  }
}
