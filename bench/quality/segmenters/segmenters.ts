import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BENCH_WORK, runTraining } from '../training-tools.ts';

/** Half of the judge's: of 20,000 pictures (600 exact pairs), 2,500 steps of 8 make 52.0 mIoU, 1,250 of 16 make 48.4. */
const BATCH = 8;
/** From random weights each pair is seen 32 times. */
const STEPS_PER_PAIR = 4;
/** Fewer leave a segmenter so far from finished that the ratio says nothing about its pairs. */
const LEAST_STEPS = 3000;
/** With a backbone, as often as the paper's see each real picture: 20,000 steps of 8 for 11,500 (arXiv 2309.14303). */
const STEPS_PER_PAIR_WITH_BACKBONE = 20_000 / 11_500;
/** Of 16 real scenes, for the backbone, unless fewer are asked for. */
export const BACKBONE_STEPS = 4000;
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

const SEGMENTERS = join(BENCH_WORK, 'segmenters');

/** Lessons that turn out to be the same, by checkpoint: the second waits for the first. */
const inTraining = new Map<string, Promise<void>>();

/** Architectures of training/judge, by the names that its commands know them by. */
export const NETWORKS = ['unet', 'deeplabv3', 'mask2former'] as const;
export type Network = (typeof NETWORKS)[number];

export interface Schooling {
  readonly network: Network;
  /** Of BATCH pictures. */
  readonly steps: number;
  /** Begins with a backbone that learned to name the classes of real scenes, as the paper's begin with ImageNet's. */
  readonly hasBackbone: boolean;
  /** Steps that the backbone, and so the reviewer, has learned for. */
  readonly backboneSteps: number;
  /** Leaves out pairs in which that backbone's classifier sees other classes than the mask's. */
  readonly isReviewed: boolean;
  /** Labels the pictures anew first: a round of self-training. */
  readonly teacher: Segmenter | null;
}

/** The schedule for so many real pairs; sets of generated pairs that are compared with them get the same. */
export const stepsFor = (pairs: number, hasBackbone: boolean): number =>
  hasBackbone ? Math.ceil(STEPS_PER_PAIR_WITH_BACKBONE * pairs) : Math.max(LEAST_STEPS, STEPS_PER_PAIR * pairs);

/** Trains a segmenter (training/judge, all with the same seed, batch and learning rate), unless an earlier run has. */
export async function trainSegmenter(pairs: TrainingPairs, schooling: Schooling): Promise<Segmenter> {
  const source = pairs.folder === null ? `scenes-${pairs.count}` : basename(pairs.folder);
  const { network, teacher, hasBackbone, backboneSteps, isReviewed, steps } = schooling;
  const how = [
    network === 'unet' ? '' : `-${network}`,
    teacher && '-taught',
    hasBackbone && `-backbone${backboneSteps}`,
    isReviewed && '-reviewed',
  ]
    .filter(Boolean)
    .join('');
  const path = join(SEGMENTERS, `${source}${how}-${steps}x${BATCH}.pt`);
  await once(path, async (partial) => {
    const data = pairs.folder === null ? ['--data', 'world', '--pairs', String(pairs.count)] : ['--data', pairs.folder];
    const teaching = teacher ? ['--teacher', teacher.path] : [];
    const beginning = hasBackbone ? ['--backbone', await trainBackbone(backboneSteps)] : [];
    const reviewing = isReviewed ? ['--reviewer', await trainBackbone(backboneSteps)] : [];
    const budget = ['--steps', String(steps), '--batch', String(BATCH), '--half', '--measure', '0'];
    const args = ['--network', network, ...data, ...teaching, ...beginning, ...reviewing, ...budget, '--out', partial];
    await runTraining('judge.train', args);
  });
  return { path };
}

async function trainBackbone(steps: number): Promise<string> {
  const path = join(SEGMENTERS, `backbone-${steps}.pt`);
  await once(path, async (partial) => {
    await runTraining('judge.pretrain', ['--steps', String(steps), '--half', '--out', partial]);
  });
  return path;
}

/**
 * Makes a checkpoint that is not there yet. Training saves on its way, too; only what is complete takes the name that is
 * looked for.
 */
async function once(path: string, make: (partial: string) => Promise<void>): Promise<void> {
  const partial = path.replace(/pt$/, 'partial.pt');
  const making = async () => {
    if (existsSync(path)) return;
    rmSync(partial, { force: true });
    await make(partial);
    renameSync(partial, path);
  };
  const found = inTraining.get(path) ?? making();
  inTraining.set(path, found);
  await found;
}

/** Measurements by what they measure: a peer's is needed for many ratios. */
const measured = new Map<string, Promise<Report>>();

/** mIoU on held-out real scenes. */
export async function measureSegmenter(
  { path }: Segmenter,
  { flip, lastStep, peer }: MeasureOptions,
): Promise<SegmenterScore> {
  if (peer) await measure(peer.path, flip, false, null);
  const report = await measure(path, flip, lastStep, peer && scoreFile(peer.path, flip, false));
  const { ratio, ratio_95_percent_interval: ratioInterval } = report;
  return {
    miou: [report.miou_percent, ...report.miou_95_percent_interval],
    ratio: ratio === undefined || !ratioInterval ? null : [ratio, ...ratioInterval],
  };
}

interface Report {
  readonly miou_percent: number;
  readonly miou_95_percent_interval: readonly [number, number];
  readonly ratio?: number;
  readonly ratio_95_percent_interval?: readonly [number, number];
}

const scoreFile = (path: string, flip: boolean, lastStep: boolean) =>
  path.replace(/pt$/, `${flip ? 'flip.' : ''}${lastStep ? 'last-step.' : ''}npz`);

function measure(path: string, flip: boolean, lastStep: boolean, against: string | null): Promise<Report> {
  const args = [
    ...['--checkpoint', path, '--pictures', String(TEST_SCENES), '--score', scoreFile(path, flip, lastStep)],
    ...(flip ? ['--flip'] : []),
    ...(lastStep ? ['--last-step'] : []),
    ...(against ? ['--against', against] : []),
  ];
  const key = args.join(' ');
  const report = measured.get(key) ?? runTraining('judge.measure', args).then((text) => JSON.parse(text) as Report);
  measured.set(key, report);
  return report;
}
