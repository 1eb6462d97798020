import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runTraining, WORK } from './training-tools.ts';

/** Steps of 16 pictures a pair: each is seen 32 times. */
const STEPS_PER_PAIR = 2;
/** Fewer leave a segmenter so far from finished that the ratio says nothing about its pairs. */
const LEAST_STEPS = 2500;
/** Held-out scenes that every segmenter is measured on. */
export const TEST_SCENES = 1024;

/** What a segmenter learns from. */
export interface TrainingPairs {
  readonly count: number;
  /** An unpacked export; null for scenes with exact masks. */
  readonly folder: string | null;
}

export interface Segmenter {
  /** Checkpoint of training/judge. */
  readonly path: string;
}

export interface SegmenterScore {
  /** mIoU in percent on held-out scenes with its 95 % interval. */
  readonly miou: readonly [value: number, low: number, high: number];
  /** The same over the peer's on the same scenes; null without a peer. */
  readonly ratio: readonly [value: number, low: number, high: number] | null;
}

export interface MeasureOptions {
  /** Test-time augmentation: averaged with the mirror image. */
  readonly flip: boolean;
  /** The last step's weights in place of the averaged ones. */
  readonly lastStep: boolean;
  readonly peer: Segmenter | null;
}

/** Lessons that turn out to be the same, by checkpoint: the second waits for the first. */
const inTraining = new Map<string, Promise<void>>();

/**
 * Trains a segmenter (training/judge, all with the same seed, steps a pair and learning rate), unless an earlier run has.
 *
 * @param teacher labels the pictures anew first: a round of self-training
 */
export async function trainSegmenter(pairs: TrainingPairs, teacher: Segmenter | null): Promise<Segmenter> {
  const source = pairs.folder === null ? `scenes-${pairs.count}` : basename(pairs.folder);
  const path = join(WORK, 'segmenters', `${source}${teacher ? '-taught' : ''}-${stepsOf(pairs)}.pt`);
  const training = inTraining.get(path) ?? train(path, pairs, teacher);
  inTraining.set(path, training);
  await training;
  return { path };
}

const stepsOf = ({ count }: TrainingPairs) => Math.max(LEAST_STEPS, STEPS_PER_PAIR * count);

async function train(path: string, pairs: TrainingPairs, teacher: Segmenter | null): Promise<void> {
  if (existsSync(path)) return;
  const data = pairs.folder === null ? ['--data', 'world', '--pairs', String(pairs.count)] : ['--data', pairs.folder];
  const teaching = teacher ? ['--teacher', teacher.path] : [];
  // Training saves on its way, too; only what is complete takes the name that is looked for.
  const partial = path.replace(/pt$/, 'partial.pt');
  rmSync(partial, { force: true });
  const budget = ['--steps', String(stepsOf(pairs)), '--half', '--measure', '0'];
  await runTraining('judge.train', [...data, ...teaching, ...budget, '--out', partial]);
  renameSync(partial, path);
}

/** mIoU on held-out real scenes. */
export async function measureSegmenter(
  { path }: Segmenter,
  { flip, lastStep, peer }: MeasureOptions,
): Promise<SegmenterScore> {
  const output = await runTraining('judge.measure', [
    '--checkpoint',
    path,
    '--pictures',
    String(TEST_SCENES),
    ...(flip ? ['--flip'] : []),
    ...(lastStep ? ['--last-step'] : []),
    ...(peer ? ['--against', peer.path] : []),
  ]);
  const report = JSON.parse(output) as {
    readonly miou_percent: number;
    readonly miou_95_percent_interval: readonly [number, number];
    readonly ratio?: number;
    readonly ratio_95_percent_interval?: readonly [number, number];
  };
  const { ratio, ratio_95_percent_interval: ratioInterval } = report;
  return {
    miou: [report.miou_percent, ...report.miou_95_percent_interval],
    ratio: ratio === undefined || !ratioInterval ? null : [ratio, ...ratioInterval],
  };
}
