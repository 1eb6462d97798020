import { readFileSync } from 'node:fs';
import { parseSchedulerConfig, suggestedSampler } from '../schedule/scheduler-config.ts';
import type { SamplerName, SchedulerConfig } from '../types.ts';

/** One run of a real diffusers scheduler; see `about` in the file. */
export interface GoldenCase {
  readonly name: string;
  readonly config: SchedulerConfig;
  readonly suggested: SamplerName;
  readonly steps: number;
  readonly initNoiseSigma: number;
  readonly timesteps: readonly number[];
  readonly sigmas?: readonly number[];
  readonly finalAlphaBar?: number;
  /** The index into `noises` that each step draws, −1 where it draws none. */
  readonly noiseUsedAtStep?: readonly number[];
  readonly maxAbsDiffF64VsF32: number;
  readonly trajectory: readonly (readonly number[])[];
  readonly x0?: readonly (readonly number[])[];
}

type RawCase = Omit<GoldenCase, 'config' | 'suggested'> & { config: { _class_name: string } };

const file = JSON.parse(readFileSync(new URL('schedulers.golden.json', import.meta.url), 'utf8')) as {
  initialNoise: number[];
  noises: number[][];
  alphaBarTables: Record<'sd15' | 'zero_snr', number[]>;
  cases: RawCase[];
};

/** Exactly the float32 numbers that the goldens started from. */
export const initialNoise = Float32Array.from(file.initialNoise);
export const noises = file.noises.map((noise) => Float32Array.from(noise));
export const alphaBarTables = file.alphaBarTables;

/** The cases whose name starts so; an error where there are none, so that a test cannot pass on nothing. */
export function goldenCases(prefix: string): GoldenCase[] {
  const cases = file.cases.filter((c) => c.name.startsWith(prefix));
  if (cases.length === 0) throw new Error(`no golden case starts with ${prefix}`);
  return cases.map((c) => ({ ...c, config: parseSchedulerConfig(c.config), suggested: suggestedSampler(c.config) }));
}

/** Hands out the noises that the golden run drew, in its order; an error after the last one. */
export function goldenNormals({ noiseUsedAtStep = [] }: GoldenCase): (count: number) => Float32Array {
  const drawn = noiseUsedAtStep.filter((k) => k >= 0).values();
  return () => {
    const noise = noises[drawn.next().value ?? -1];
    if (!noise) throw new Error('drew more noise than the golden run');
    return noise;
  };
}

/** The goldens' model, in whatever precision `x` has. */
export function fakeModel<T extends Float32Array | Float64Array>(x: T, t: number): Promise<T> {
  return Promise.resolve(x.map((xi) => Math.sin(3 * xi) * 0.3 + (0.1 * t) / 1000 + 0.05) as T);
}

/** The largest |a − b| − relative·|b| over all elements; infinite where lengths differ or a number is missing. */
export function worstExcess(actual: ArrayLike<number>, expected: ArrayLike<number>, relative = 0): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let worst = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [actual[i] as number, expected[i] as number];
    const excess = Math.abs(a - b) - relative * Math.abs(b);
    if (Number.isNaN(excess)) return Number.POSITIVE_INFINITY;
    worst = Math.max(worst, excess);
  }
  return worst;
}
