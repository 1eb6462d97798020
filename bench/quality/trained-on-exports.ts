import { availableParallelism } from 'node:os';
import { windowBinsOf } from '../../src/core/attention/window-bins.ts';
import { PROMPT_STYLES } from '../../src/core/prompt/types.ts';
import { defaultTuning } from '../../src/core/segmentation/tuning-defaults.ts';
import type { TuningSettings } from '../../src/core/segmentation/types.ts';
import type { LoadedModel } from '../../src/engine/load-model.ts';
import { exportPairs } from './export-pairs.ts';
import { inParallel } from './in-parallel.ts';
import { openJudge } from './judge.ts';
import { galleryOf, makePairsInParallel } from './make-pairs.ts';
import {
  type MeasureOptions,
  measureSegmenter,
  type Segmenter,
  type SegmenterScore,
  trainSegmenter,
} from './segmenters.ts';
import { shippedTuning } from './shipped-tuning.ts';
import { CAPTURES, type PairKind } from './studio-engine.ts';
import { FOUND_TAU, FOUND_TAU_GROUP } from './tuning-rows.ts';
import { trainingPrompts } from './world-scenes.ts';

export interface SegmenterRow extends SegmenterScore {
  readonly group: string;
  readonly name: string;
  /** Pairs that it was trained on. */
  readonly pairs: number;
}

const FULL_STYLE = 'caption+classes';

/** A segmenter to train: on real scenes, or on what the studio exports. */
interface Lesson {
  readonly pairs: number;
  /** Null: exact masks of real scenes. */
  readonly export: { readonly kind: PairKind; readonly tuning: TuningSettings; readonly isJudged?: boolean } | null;
  /** Taught by the segmenter of this lesson. */
  readonly teacher: Lesson | null;
}

/** A line of the table: how a trained segmenter is measured. */
interface Exam extends Omit<MeasureOptions, 'peer'> {
  readonly group: string;
  readonly name: string;
  readonly lesson: Lesson;
  /** The segmenter of real pairs, whose mIoU is the ratio's denominator; null on its own line. */
  readonly peer: Lesson | null;
}

/**
 * Table (s): segmenters trained on nothing but exported pairs, tested on held-out real scenes, against the same segmenter
 * trained on as many real pairs. Void counts nowhere in the loss; all weights are averaged (EMA) unless a row says otherwise.
 *
 * @param count pairs of each training set, in the style caption+classes
 * @param styleCount pairs of each training set in the comparison of prompt styles; 0 leaves it out
 */
export async function measureTrainedSegmenters(
  model: LoadedModel,
  count: number,
  styleCount: number,
  onLesson: (done: number, of: number) => void,
): Promise<SegmenterRow[]> {
  for (const capture of CAPTURES) await makePairsInParallel(model, { style: FULL_STYLE, capture }, count);
  if (styleCount > 0) {
    for (const style of PROMPT_STYLES) await makePairsInParallel(model, { style, capture: 'paper' }, styleCount);
  }
  const exams = planExams(model, count, styleCount);
  const lessons = [...new Set(exams.flatMap(({ lesson, peer }) => [lesson, ...(peer ? [peer] : [])]))];
  const school = new School(model, () => onLesson(++done, lessons.length));
  let done = 0;
  // Teachers first: nobody waits for a lesson that has not begun.
  const [untaught, taught] = [lessons.filter(({ teacher }) => !teacher), lessons.filter(({ teacher }) => teacher)];
  const limit = availableParallelism();
  for (const group of [untaught, taught])
    await inParallel(
      group.map((lesson) => () => school.attend(lesson)),
      limit,
    );
  return inParallel(
    exams.map(({ group, name, lesson, flip, lastStep, peer }) => async (): Promise<SegmenterRow> => {
      const options = { flip, lastStep, peer: peer && (await school.attend(peer)) };
      return { group, name, pairs: lesson.pairs, ...(await measureSegmenter(await school.attend(lesson), options)) };
    }),
    limit,
  );
}

/** Trains each lesson once. */
class School {
  readonly #model: LoadedModel;
  readonly #onTrained: () => void;
  readonly #trained = new Map<Lesson, Promise<Segmenter>>();

  constructor(model: LoadedModel, onTrained: () => void) {
    this.#model = model;
    this.#onTrained = onTrained;
  }

  attend(lesson: Lesson): Promise<Segmenter> {
    const found = this.#trained.get(lesson);
    if (found) return found;
    const training = this.#train(lesson);
    this.#trained.set(lesson, training);
    return training;
  }

  async #train({ pairs, export: exported, teacher }: Lesson): Promise<Segmenter> {
    const ids = trainingPrompts(pairs).map(({ seed }) => String(seed));
    const judge = exported?.isJudged ? await openJudge() : null;
    const folder =
      exported && (await exportPairs(galleryOf(this.#model, exported.kind), ids, exported.tuning, { judge }));
    const trained = await trainSegmenter({ count: pairs, folder }, teacher && (await this.attend(teacher)));
    this.#onTrained();
    return trained;
  }
}

/** The paper's ablation of components and prompt styles with its settings, the studio's own settings, and real pairs. */
function planExams(model: LoadedModel, count: number, styleCount: number): Exam[] {
  const { crossSides, selfSides, latentSize, suggested } = model.info;
  const paper = defaultTuning(crossSides, selfSides, latentSize, windowBinsOf(suggested.steps));
  const withoutVoid = (tuning: TuningSettings) => ({ ...tuning, alpha: tuning.beta });
  const found = { ...paper, tau: FOUND_TAU };
  const lesson = (tuning: TuningSettings, kind: Partial<PairKind> = {}, pairs = count): Lesson => ({
    pairs,
    export: { kind: { style: FULL_STYLE, capture: 'paper', ...kind }, tuning },
    teacher: null,
  });
  const taughtBy = (teacher: Lesson): Lesson => ({ ...teacher, teacher });
  const real: Lesson = { pairs: count, export: null, teacher: null };
  const fewReal: Lesson = { ...real, pairs: styleCount };
  const withVoid = lesson(found);
  const taught = taughtBy(withVoid);
  const own = lesson(shippedTuning(model, suggested.steps), { capture: 'studio' });
  const ownTaught = taughtBy(own);
  const judged: Lesson = { ...own, export: own.export && { ...own.export, isJudged: true } };
  const exam = (group: string, name: string, of: Lesson, options: Partial<Exam> = {}): Exam => {
    return { group, name, lesson: of, flip: false, lastStep: false, peer: real, ...options };
  };
  const augmented = { flip: true };
  const byStyle = () => [
    exam('prompt style', 'exact masks', fewReal, { peer: null }),
    ...PROMPT_STYLES.map((style) =>
      exam('prompt style', style, lesson(paper, { style }, styleCount), { peer: fewReal }),
    ),
  ];
  return [
    exam('real', 'exact masks', real, { peer: null }),
    exam('real', 'exact masks + test-time augmentation', real, { peer: null, ...augmented }),
    exam('real', "generated pictures, the judge's masks", judged),
    exam('components', 'cross-attention', lesson({ ...withoutVoid(paper), tau: 0 })),
    exam('components', '+ self-attention', lesson(withoutVoid(paper))),
    exam('components', '+ void band', lesson(paper)),
    exam(FOUND_TAU_GROUP, '+ self-attention', lesson(withoutVoid(found))),
    exam(FOUND_TAU_GROUP, '+ void band', withVoid),
    exam(FOUND_TAU_GROUP, '+ void band, without EMA', withVoid, { lastStep: true }),
    exam(FOUND_TAU_GROUP, '+ self-training', taught),
    exam(FOUND_TAU_GROUP, '+ test-time augmentation', taught, augmented),
    exam("studio's settings", 'one round', own),
    exam("studio's settings", '+ self-training', ownTaught),
    exam("studio's settings", '+ test-time augmentation', ownTaught, augmented),
    ...(styleCount > 0 ? byStyle() : []),
  ];
}
