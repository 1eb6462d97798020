import { windowBinsOf } from '../../../src/core/attention/window-bins.ts';
import { PROMPT_STYLES } from '../../../src/core/prompt/types.ts';
import { defaultTuning } from '../../../src/core/segmentation/tuning-defaults.ts';
import type { TuningSettings } from '../../../src/core/segmentation/types.ts';
import type { LoadedModel } from '../../../src/engine/load/load-model.ts';
import { shippedTuning } from '../shipped-tuning.ts';
import type { PairKind } from '../studio-engine.ts';
import { GRID_GROUP, gridTuning } from '../tuning-rows.ts';
import { type MeasureOptions, NETWORKS, type Network, stepsFor } from './segmenters.ts';

const FULL_STYLE = 'caption+classes';

const OWN_GROUP = "studio's settings";

/** So many are generated for a real one that about as many are left after the review. */
const REVIEWED_PROPORTION = 2;

/** A segmenter to train: on real scenes, or on what the studio exports. */
export interface Lesson {
  readonly network: Network;
  readonly pairs: number;
  readonly steps: number;
  /** Null: exact masks of real scenes. */
  readonly export: { readonly kind: PairKind; readonly tuning: TuningSettings; readonly isJudged?: boolean } | null;
  /** Taught by the segmenter of this lesson. */
  readonly teacher: Lesson | null;
  /** Begins with a backbone that learned to name what is in real scenes, and not with random weights. */
  readonly hasBackbone: boolean;
  /** Learns only from pairs in which the backbone's classifier sees the mask's classes and no other. */
  readonly isReviewed: boolean;
}

/** A line of the table: how a trained segmenter is measured. */
export interface Exam extends Omit<MeasureOptions, 'peer'> {
  readonly group: string;
  readonly name: string;
  readonly lesson: Lesson;
  /** The segmenter of real pairs, whose mIoU is the ratio's denominator; null on its own line. */
  readonly peer: Lesson | null;
}

/**
 * The lines of table (s): the paper's ablations of components and prompt styles with its settings, the studio's own settings,
 * other architectures, and what backbones are worth.
 *
 * @param count pairs of each training set
 * @param styleCount the same in the comparison of prompt styles; 0 leaves it out
 */
export function planExams(model: LoadedModel, count: number, styleCount: number): Exam[] {
  const { paper, grid, shipped } = tuningsOf(model);
  const lesson = lessonsOf(count, true);
  const real = lesson(null);
  const exam = examsAgainst(real);
  const paperWithVoid = lesson(paper);
  const withGridVoid = lesson(grid);
  const own = lesson(shipped, { capture: 'studio' });
  const reviewedOwn = { ...own, pairs: REVIEWED_PROPORTION * count, isReviewed: true };
  const withTeaching = (group: string, name: string, teacher: Lesson) => {
    const taught = taughtBy(teacher);
    return [
      exam(group, `${name}+ self-training`, taught),
      exam(group, `${name}+ test-time augmentation`, taught, FLIPPED),
    ];
  };
  return [
    exam('real', 'exact masks', real),
    exam('real', 'exact masks + test-time augmentation', real, FLIPPED),
    exam('real', "generated pictures, the judge's masks", judged(own)),
    exam('components', 'cross-attention', lesson({ ...withoutVoid(paper), tau: 0 })),
    exam('components', '+ self-attention', lesson(withoutVoid(paper))),
    exam('components', '+ void band', paperWithVoid),
    exam('components', '+ void band, without EMA', paperWithVoid, { lastStep: true }),
    ...withTeaching('components', '', paperWithVoid),
    exam(GRID_GROUP, '+ self-attention', lesson(withoutVoid(grid))),
    exam(GRID_GROUP, '+ void band', withGridVoid),
    ...withTeaching(GRID_GROUP, '', withGridVoid),
    exam(OWN_GROUP, 'one round', own),
    ...withTeaching(OWN_GROUP, '', own),
    exam(OWN_GROUP, 'two pairs for a real one, reviewed', reviewedOwn),
    ...withTeaching(OWN_GROUP, 'reviewed, ', reviewedOwn),
    ...(styleCount > 0 ? planStyles(paper, styleCount) : []),
    ...planFromNothing(paper, shipped, count),
    ...planArchitectures(paper, shipped, count),
  ];
}

function planStyles(paper: TuningSettings, count: number): Exam[] {
  const lesson = lessonsOf(count, true);
  const real = lesson(null);
  const exam = examsAgainst(real);
  const styles = PROMPT_STYLES.map((style) => exam('prompt style', style, lesson(paper, { style })));
  return [exam('prompt style', 'exact masks', real), ...styles];
}

/** Segmenters that know nothing before they see the pairs. */
function planFromNothing(paper: TuningSettings, shipped: TuningSettings, count: number): Exam[] {
  const lesson = lessonsOf(count, false);
  const real = lesson(null);
  const exam = examsAgainst(real);
  const withVoid = lesson(paper);
  const own = lesson(shipped, { capture: 'studio' });
  const group = 'without a backbone';
  return [
    exam(group, 'exact masks', real),
    exam(group, "generated pictures, the judge's masks", judged(own)),
    exam(group, "the paper's settings", withVoid),
    exam(group, "the paper's settings + self-training", taughtBy(withVoid)),
  ];
}

/** Names in the table, as their papers have them. */
const ARCHITECTURES = { unet: 'UNet', deeplabv3: 'DeepLabV3', mask2former: 'Mask2Former' } as const;

/** The same pairs for other architectures, each over its own segmenter of real pairs; for one of them the paper's settings, too. */
function planArchitectures(paper: TuningSettings, shipped: TuningSettings, count: number): Exam[] {
  return NETWORKS.flatMap((network) => {
    const lesson = lessonsOf(count, true, network);
    const real = lesson(null);
    const exam = examsAgainst(real);
    const line = (name: string, taken: Lesson) =>
      exam('three architectures', `${ARCHITECTURES[network]}, ${name}`, taken);
    return [
      line('exact masks', real),
      line("the studio's settings", lesson(shipped, { capture: 'studio' })),
      ...(network === 'deeplabv3' ? [line("the paper's settings", lesson(paper))] : []),
    ];
  });
}

const FLIPPED = { flip: true } as const;

/** The paper's settings, the same from this model's grid, and the studio's. */
function tuningsOf(model: LoadedModel) {
  const { crossSides, selfSides, latentSize, suggested } = model.info;
  const bins = windowBinsOf(suggested.steps);
  const paper = defaultTuning(crossSides, selfSides, latentSize, bins);
  return { paper, grid: gridTuning(paper, bins), shipped: shippedTuning(model, suggested.steps) };
}

const withoutVoid = (tuning: TuningSettings): TuningSettings => ({ ...tuning, alpha: tuning.beta });

const taughtBy = (teacher: Lesson): Lesson => ({ ...teacher, teacher });

const judged = (lesson: Lesson): Lesson => ({
  ...lesson,
  export: lesson.export && { ...lesson.export, isJudged: true },
});

/** Makes lessons of one size; without a tuning, on real pairs. */
function lessonsOf(pairs: number, hasBackbone: boolean, network: Network = 'unet') {
  return (tuning: TuningSettings | null, kind: Partial<PairKind> = {}): Lesson => ({
    network,
    pairs,
    steps: stepsFor(pairs, hasBackbone),
    export: tuning && { kind: { style: FULL_STYLE, capture: 'paper', ...kind }, tuning },
    teacher: null,
    hasBackbone,
    isReviewed: false,
  });
}

/** Makes exams that are compared with the segmenter of real pairs. */
function examsAgainst(real: Lesson) {
  return (group: string, name: string, lesson: Lesson, options: Partial<Omit<MeasureOptions, 'peer'>> = {}): Exam => {
    return { group, name, lesson, flip: false, lastStep: false, peer: lesson === real ? null : real, ...options };
  };
}
