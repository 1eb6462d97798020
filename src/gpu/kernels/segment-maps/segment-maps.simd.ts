import { type GridSize, gridOf } from '../../../core/grid-size.ts';
import { reserve, roundUp, simdModule } from '../../simd/simd-module.ts';
import { HISTOGRAM_BINS, pixelCounts } from '../segment/segment.cpu.ts';
import moduleBytes from './segment-maps.wat';
import type { SegmentedMaps, SegmentMapsInput } from './segment-maps-input.ts';
import { type RowExports, type StretchedRows, stretchedRows } from './stretched-rows.ts';
import { ROW_PIXELS } from './tap-table.ts';

const VECTOR_BYTES = 16;
const BYTE_VALUES = 256;

interface SegmentMapsExports extends RowExports {
  readonly memory: WebAssembly.Memory;
  stretchRows(
    ...rows: [
      ...from: [source: number, sourceBytes: number, rows: number],
      ...across: [table: number, tableRowBytes: number],
      ...to: [out: number, outBytes: number],
    ]
  ): void;
  quantiseRow(scores: number, scoresEnd: number, bytes: number): void;
  decideRow(
    ...row: [
      ...scores: [scores: number, stride: number, ids: number, count: number],
      ...thresholds: [alpha: number, beta: number],
      ...out: [mask: number, maskEnd: number, bins: number],
    ]
  ): void;
  countBytes(bytes: number, end: number, counts: number): void;
}

const simdExports = simdModule<SegmentMapsExports>(moduleBytes);

/** Whether this JavaScript engine runs WebAssembly SIMD. */
export function hasSimd(): boolean {
  return simdExports() !== null;
}

/**
 * `segmentMapsScalar` in WebAssembly SIMD with fp32 sums, one row of the picture after another: its scores stay in the
 * first-level cache until they are bytes and a part of the mask. `hasSimd` tells whether it can run.
 */
export function segmentMapsSimd(input: SegmentMapsInput): SegmentedMaps {
  const module = simdExports();
  if (!module) throw new Error('WebAssembly SIMD is missing; ask hasSimd() first');
  const { width, height, classIds, present, alpha, beta } = input;
  const source = stretchedRows(input);
  const at = placeArrays(input, source);
  reserve(module.memory, at.end);
  const { buffer } = module.memory;
  keepColors(buffer, source.colors, at.colors);
  stretch(module, source, gridOf(input.side), at);
  const slots = putPresentIds(input, new Int32Array(buffer, at.ids, classIds.length));
  const presentCount = present.filter(Boolean).length;
  const counts = new Uint32Array(buffer, at.counts, 2 * BYTE_VALUES).fill(0);
  const binCounts = at.counts + 4 * BYTE_VALUES;

  for (let y = 0; y < height; y++) {
    for (let c = 0; c < slots.length; c++) {
      const row = at.rows + (slots[c] as number) * at.rowBytes;
      source.makeRow(module, c, y, at, row);
      module.quantiseRow(row, row + at.rowBytes, at.scores + c * at.planeBytes + y * width);
    }
    const mask = at.mask + y * width;
    module.decideRow(at.rows, at.rowBytes, at.ids, presentCount, alpha, beta, mask, mask + width, at.bins);
    module.countBytes(mask, mask + width, at.counts);
    module.countBytes(at.bins, at.bins + width, binCounts);
  }

  const pixels = width * height;
  const scores = new Uint8Array(classIds.length * pixels);
  classIds.forEach((_, c) => {
    scores.set(new Uint8Array(buffer, at.scores + c * at.planeBytes, pixels), c * pixels);
  });
  return {
    mask: new Uint8Array(buffer, at.mask, pixels).slice(),
    scores,
    pixels: pixelCounts(counts, classIds),
    histogram: counts.slice(BYTE_VALUES, BYTE_VALUES + HISTOGRAM_BINS),
  };
}

/** The picture that lies in the module's memory, and where: a slider moves over one picture many times. */
let kept: { readonly colors: Float32Array | null; readonly at: number } = { colors: null, at: 0 };

function keepColors(buffer: ArrayBuffer, colors: Float32Array | null, at: number): void {
  if (colors && (kept.colors !== colors || kept.at !== at)) new Float32Array(buffer, at).set(colors);
  kept = { colors, at };
}

/** Brings all planes to the picture's width. */
function stretch(
  module: SegmentMapsExports,
  source: StretchedRows,
  { width: columns }: GridSize,
  at: ReturnType<typeof placeArrays>,
) {
  const { planes, across } = source;
  const { buffer } = module.memory;
  new Float32Array(buffer, at.planes).set(planes);
  new Int32Array(buffer, at.table).set(across.words);
  const rows = planes.length / columns;
  module.stretchRows(at.planes, 4 * columns, rows, at.table, across.taps * 2 * VECTOR_BYTES, at.stretched, at.rowBytes);
}

/** Where each array lies in the module's memory. Rows of scores are padded, and planes of bytes behind. */
function placeArrays({ classIds, side, width, height }: SegmentMapsInput, source: StretchedRows) {
  const classes = classIds.length;
  const rowBytes = roundUp(width, ROW_PIXELS) * 4;
  const planeBytes = roundUp(width * height + ROW_PIXELS, VECTOR_BYTES);
  let end = 0;
  const place = (bytes: number) => {
    const start = end;
    end += roundUp(bytes, VECTOR_BYTES);
    return start;
  };
  const counts = place(2 * BYTE_VALUES * 4);
  // A vector at the end of the last row reaches up to a padded row further.
  const colors = place(4 * ((source.colors?.length ?? 0) + ROW_PIXELS));
  const ids = place(classes * 4);
  const planes = place(4 * source.planes.length);
  const table = place(source.across.words.byteLength);
  const stretched = place(classes * source.planesPerClass * gridOf(side).height * rowBytes);
  const rows = place(classes * rowBytes);
  const bins = place(width + ROW_PIXELS);
  const mask = place(planeBytes);
  const scores = place(classes * planeBytes);
  return { counts, colors, ids, planes, table, stretched, rows, bins, mask, scores, end, rowBytes, planeBytes };
}

/**
 * Present classes first, in their order, so that the module compares just the first rows. Puts their ids and returns the
 * row of each class.
 */
function putPresentIds({ classIds, present }: SegmentMapsInput, ids: Int32Array): number[] {
  let next = 0;
  let last = classIds.length - 1;
  return classIds.map((id, c) => {
    if (!present[c]) return last--;
    ids[next] = id;
    return next++;
  });
}
