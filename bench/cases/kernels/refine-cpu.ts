import { availableParallelism } from 'node:os';
import * as native from 'onnxruntime-node';
import * as web from 'onnxruntime-web';
import { refineCpu } from '../../../src/gpu/kernels/refine/refine.cpu.ts';
import { fourthPowerModel } from '../../peers/matrix-power-model.ts';
import { median, rowStochastic, timeRuns } from '../../peers/timing.ts';

const TOKENS = 1024;
const CLASSES = 3;
const TAU = 4;
const RUNS = 15;
/** Largest difference allowed between two results, whose rows sum to 1. */
const TOLERANCE = 1e-5;

/** What the two packages have in common, as far as it is used here. */
type Ort = Pick<typeof web, 'InferenceSession' | 'Tensor'>;

/**
 * Our refine twin against A_S⁴·A_C with A_S⁴ formed by ONNX Runtime's MatMul on the WASM provider with a thread per core;
 * for information also on native ONNX Runtime. `ratio` = median WASM time / median own time.
 * @throws Error when results differ.
 */
export async function run(): Promise<Record<string, unknown>> {
  const a = rowStochastic(TOKENS, TOKENS, 1);
  const c = rowStochastic(TOKENS, CLASSES, 2);
  const size = TOKENS * CLASSES;
  const out = new Float32Array((TAU + 1) * size);
  const shape = { tokens: TOKENS, columns: CLASSES, maxPower: TAU, scale: 1 };
  const ownMs = await timeRuns(RUNS, async () => refineCpu({ ...shape, a, x0: c, out }));
  const own = out.subarray(TAU * size);

  const threads = availableParallelism();
  web.env.wasm.numThreads = threads;
  const wasm = await timePeer(web, ['wasm'], a, c, own);
  const nativePeer = await timePeer(native as unknown as Ort, ['cpu'], a, c, own);
  return {
    ratio: median(wasm.times) / median(ownMs),
    ownMs: median(ownMs),
    wasmMs: median(wasm.times),
    wasmThreads: threads,
    nativeMs: median(nativePeer.times),
    nativeRatio: median(nativePeer.times) / median(ownMs),
    maxDifference: Math.max(wasm.difference, nativePeer.difference),
    runs: RUNS,
    tokens: TOKENS,
    classes: CLASSES,
    tau: TAU,
  };
}

async function timePeer(ort: Ort, executionProviders: string[], a: Float32Array, c: Float32Array, own: Float32Array) {
  const session = await ort.InferenceSession.create(fourthPowerModel(TOKENS, CLASSES), { executionProviders });
  const feeds = {
    A: new ort.Tensor('float32', a, [TOKENS, TOKENS]),
    C: new ort.Tensor('float32', c, [TOKENS, CLASSES]),
  };
  let result: Float32Array = new Float32Array();
  const times = await timeRuns(RUNS, async () => {
    result = (await session.run(feeds)).R!.data as Float32Array;
  });
  const difference = own.reduce((worst, value, i) => Math.max(worst, Math.abs(value - result[i]!)), 0);
  if (!(difference <= TOLERANCE)) throw new Error(`Twin and peer differ by ${difference}, more than ${TOLERANCE}.`);
  await session.release();
  return { times, difference };
}
