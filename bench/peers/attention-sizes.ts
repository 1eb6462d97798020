import type { AttentionShape } from './attention-models.ts';
import { median, timeRuns } from './timing.ts';

/** Self-attention of Stable Diffusion: 5 and 20 heads of 64 (2.x), 8 heads of 40 (1.5), each at sides 8 to 64. */
const SIZES: readonly AttentionShape[] = [64, 256, 1024, 4096].flatMap((tokens) => [
  { tokens, heads: 5, headDim: 64 },
  { tokens, heads: 8, headDim: 40 },
  { tokens, heads: 20, headDim: 64 },
]);

/** Runs of microseconds need many: on a busy machine the scheduler takes tens of milliseconds to spread threads. */
const MOST_RUNS = 300;
/** Of the smallest size, where no size before tells how long a run takes. */
const FIRST_RUNS = 50;
/** A size is repeated for about this long. */
const TIME_PER_SIZE_MS = 2000;
/** A run that takes longer is not warmed up for: what a first run does besides no longer shows. */
const WORTH_WARMING_MS = 5000;

/**
 * ONNX Runtime's threads look for work, at full load, for 20 to 40 ms after a session has been opened or run. Each contender waits
 * until they sleep, so that it has the processor to itself.
 */
const REST_MS = 100;

/** One way of computing the map at one size. */
export interface Contender {
  /** One run, until its result is there. */
  run(): Promise<void>;
  /** Working memory, the result included and Q and K not. Asked for after the runs. */
  bytes(): number;
}

export interface SizeResult extends AttentionShape {
  readonly runs?: number;
  readonly ownMs?: number;
  readonly ownBytes?: number;
  readonly peerMs?: number;
  readonly peerBytes?: number;
  /** Peer time / own time. */
  readonly ratio?: number;
  /** Why figures are missing. */
  readonly leftOut?: string;
}

export interface Contest {
  readonly own: Contender;
  /** Or why there is none. */
  readonly peer: Contender | string;
  /** @throws Error where results differ. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Measures all sizes, small ones first, within `budgetMs`: what a size will take follows from the largest one before it,
 * time growing with N²·heads·headDim. What would not end in time is left out, the peer first, and the result says so.
 */
export async function measureSizes(
  budgetMs: number,
  open: (shape: AttentionShape) => Promise<Contest>,
): Promise<SizeResult[]> {
  const started = performance.now();
  const results: SizeResult[] = [];
  const rates = { own: 0, peer: 0 };
  for (const shape of SIZES) {
    const work = shape.tokens ** 2 * shape.heads * shape.headDim;
    const [ownGuess, peerGuess] = [rates.own * work, rates.peer * work];
    const leftMs = budgetMs - (performance.now() - started);
    if (ownGuess > leftMs) {
      results.push({ ...shape, leftOut: tooLong('one run', ownGuess, leftMs) });
      continue;
    }
    const contest = await open(shape);
    try {
      const fits = ownGuess + peerGuess <= leftMs;
      const peer = fits ? contest.peer : tooLong('one run of each', ownGuess + peerGuess, leftMs);
      const result = await measure(shape, { ...contest, peer }, ownGuess, peerGuess);
      results.push(result);
      rates.own = (result.ownMs ?? 0) / work;
      if (result.peerMs) rates.peer = result.peerMs / work;
    } finally {
      await contest.close();
    }
  }
  return results;
}

function tooLong(what: string, guessMs: number, leftMs: number): string {
  const [guess, left] = [guessMs, leftMs].map((ms) => `${Math.max(0, Math.round(ms / 1000))} s`);
  return `${what} would take about ${guess} and ${left} are left`;
}

async function measure(
  shape: AttentionShape,
  { own, peer, check }: Contest,
  ownGuessMs: number,
  peerGuessMs: number,
): Promise<SizeResult> {
  const guessMs = ownGuessMs + peerGuessMs;
  const fitting = guessMs === 0 ? FIRST_RUNS : Math.floor(TIME_PER_SIZE_MS / guessMs);
  const runs = Math.max(1, Math.min(MOST_RUNS, fitting));
  const ownMs = await timeMedian(runs, own, ownGuessMs);
  if (typeof peer === 'string') return { ...shape, runs, ownMs, ownBytes: own.bytes(), leftOut: peer };
  const peerMs = await timeMedian(runs, peer, peerGuessMs);
  await check();
  return {
    ...shape,
    runs,
    ownMs,
    ownBytes: own.bytes(),
    peerMs,
    peerBytes: peer.bytes(),
    ratio: peerMs / ownMs,
  };
}

async function timeMedian(runs: number, { run }: Contender, guessMs: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, REST_MS));
  if (guessMs < WORTH_WARMING_MS) return median(await timeRuns(runs, run));
  const started = performance.now();
  await run();
  return performance.now() - started;
}

/** Q or K: fp32, spread so that rows of the softmax have peaks. */
export function randomFeatures(length: number, seed: number): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return 4 * (state / 2 ** 32) - 2;
  });
}

/** Largest difference allowed between two maps, whose rows sum to 1. */
const TOLERANCE = 1e-5;

/** @throws Error where the maps differ. */
export function requireEqual(own: Float32Array, peer: Float32Array): void {
  let worst = own.length === peer.length && own.length > 0 ? 0 : Number.NaN;
  own.forEach((value, i) => {
    const difference = Math.abs(value - (peer[i] ?? Number.NaN));
    if (!(difference <= worst)) worst = difference;
  });
  if (!(worst <= TOLERANCE)) throw new Error(`The maps differ by ${worst}, more than ${TOLERANCE}.`);
}
