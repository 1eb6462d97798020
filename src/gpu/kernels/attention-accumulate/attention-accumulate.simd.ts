import { roundUp } from '../../simd/simd-module.ts';
import type { SimdTaskExports } from '../../simd/simd-thread.ts';
import { openSimdThreads, SIMD_DATA, type StartSimdThread } from '../../simd/simd-threads.ts';
import type { AccumulateAttentionInput } from './attention-accumulate.cpu.ts';
import moduleBytes from './attention-accumulate.wat';

/** Keys of a panel; rows of scores are padded to whole ones. */
const PANEL_KEYS = 8;
/** Queries whose scores are in the cache at a time, a multiple of four: fewer where there are few, so that all threads get some. */
const MOST_ROWS = 16;
const BLOCKS_PER_THREAD = 4;

interface AttentionExports extends SimdTaskExports {
  packKeys(k: number, panels: number, keys: number, heads: number, headDim: number, factor: number): void;
}

/** `accumulateAttentionCpu` for all keys. */
export type AccumulateAttention = (input: Omit<AccumulateAttentionInput, 'keyBias'>) => void;

/**
 * `accumulateAttentionCpu` in WebAssembly SIMD with fp32 sums, on this thread and `helpers` more. Beside Q and K it holds one
 * map, and of each thread a few rows of scores, never a map of a head. Null where the engine lacks SIMD or shared memory.
 */
export function openAttentionSimd(helpers: number, startThread: StartSimdThread): AccumulateAttention | null {
  const threads = openSimdThreads<AttentionExports>(moduleBytes, helpers, startThread);
  if (!threads) return null;
  return ({ q, qOffset, k, kOffset, queries, keys, heads, headDim, scale, weight, out }) => {
    threads.wake();
    const rows = Math.min(MOST_ROWS, roundUp(queries / (BLOCKS_PER_THREAD * threads.count), 4));
    const width = heads * headDim;
    const at = placeArrays({ queries: roundUp(queries, rows), keys, width, rows, threads: threads.count });
    const buffer = threads.reserve(at.end);
    const floats = new Float32Array(buffer);
    floats.set(q.subarray(qOffset, qOffset + queries * width), at.q / 4);
    floats.set(k.subarray(kOffset, kOffset + keys * width), at.k / 4);
    threads.exports.packKeys(at.k, at.panels, keys, heads, headDim, scale * Math.LOG2E);
    const task = Int32Array.of(at.q, at.panels, at.out, at.scratch, at.scratchBytes, rows, keys, heads, headDim, 0);
    new Float32Array(task.buffer)[9] = weight / heads;
    threads.run(task, Math.ceil(queries / rows));
    addRows(floats.subarray(at.out / 4), roundUp(keys, PANEL_KEYS), out, keys);
  };
}

interface Sizes {
  /** A multiple of `rows`. */
  readonly queries: number;
  readonly keys: number;
  readonly width: number;
  readonly rows: number;
  readonly threads: number;
}

/** Where each array lies in the module's memory, in bytes. K is not needed any more when out is written. */
function placeArrays({ queries, keys, width, rows, threads }: Sizes) {
  let end = SIMD_DATA;
  const place = (floats: number) => {
    const start = end;
    end += roundUp(4 * floats, 16);
    return start;
  };
  const rowFloats = roundUp(keys, PANEL_KEYS);
  const q = place(queries * width);
  const panels = place(rowFloats * width);
  const scratchBytes = 4 * rows * (4 + rowFloats);
  const scratch = place((threads * scratchBytes) / 4);
  const out = place(Math.max(queries * rowFloats, keys * width));
  return { q, panels, scratch, scratchBytes, out, k: out, end };
}

/** out += rows, which are `stride` apart. */
function addRows(rows: Float32Array, stride: number, out: Float32Array, width: number): void {
  for (let start = 0, from = 0; start < out.length; start += width, from += stride) {
    for (let m = 0; m < width; m++) out[start + m] = (out[start + m] as number) + (rows[from + m] as number);
  }
}
