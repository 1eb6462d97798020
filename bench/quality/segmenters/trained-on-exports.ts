import { availableParallelism } from 'node:os';
import type { LoadedModel } from '../../../src/engine/load/load-model.ts';
import { inParallel } from '../in-parallel.ts';
import { openJudge } from '../judge/judge.ts';
import { namedBy } from '../named-by.ts';
import { exportPairs } from '../pairs/export-pairs.ts';
import { galleryOf, makePairsInParallel } from '../pairs/make-pairs.ts';
import { trainingPrompts } from '../world-scenes.ts';
import { type Lesson, planExams } from './exams.ts';
import { measureSegmenter, type Segmenter, type SegmenterScore, trainSegmenter } from './segmenters.ts';

export interface SegmenterRow extends SegmenterScore {
  readonly group: string;
  readonly name: string;
  /** Pairs that it was trained on. */
  readonly pairs: number;
}

export interface SegmenterTableOptions {
  /** Pairs of each training set, in the style caption+classes. */
  readonly count: number;
  /** Pairs of each training set in the comparison of prompt styles; 0 leaves it out. */
  readonly styleCount: number;
  /** Steps that the backbone learns for. */
  readonly backboneSteps: number;
  /** Only lines with one of these words in their group or name; none: all. */
  readonly only: readonly string[];
}

/**
 * Table (s): segmenters trained on nothing but exported pairs, tested on held-out real scenes, against the same segmenter
 * trained on as many real pairs (or, where a row says so, on fewer: in the paper's proportion). Void counts nowhere in the
 * loss; all weights are averaged (EMA) unless a row says otherwise.
 */
export async function measureTrainedSegmenters(
  model: LoadedModel,
  { count, styleCount, backboneSteps, only }: SegmenterTableOptions,
  onLesson: (done: number, of: number) => void,
): Promise<SegmenterRow[]> {
  const exams = namedBy(only, planExams(model, count, styleCount));
  const lessons = [...new Set(exams.flatMap(({ lesson, peer }) => [lesson, ...(peer ? [peer] : [])]))];
  for (const { kind, pairs } of pairsFor(lessons)) await makePairsInParallel(model, kind, pairs);
  const school = new School(model, backboneSteps, () => onLesson(++done, lessons.length));
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

/** What has to be generated, each set once. */
function pairsFor(lessons: readonly Lesson[]) {
  const sets = lessons.flatMap(({ export: exported, pairs }) => (exported ? [{ kind: exported.kind, pairs }] : []));
  return new Map(sets.map((set) => [JSON.stringify(set), set])).values();
}

/** Trains each lesson once. */
class School {
  readonly #model: LoadedModel;
  readonly #backboneSteps: number;
  readonly #onTrained: () => void;
  readonly #trained = new Map<Lesson, Promise<Segmenter>>();

  constructor(model: LoadedModel, backboneSteps: number, onTrained: () => void) {
    this.#model = model;
    this.#backboneSteps = backboneSteps;
    this.#onTrained = onTrained;
  }

  attend(lesson: Lesson): Promise<Segmenter> {
    const found = this.#trained.get(lesson);
    if (found) return found;
    const training = this.#train(lesson);
    this.#trained.set(lesson, training);
    return training;
  }

  async #train({
    network,
    pairs,
    steps,
    export: exported,
    teacher,
    hasBackbone,
    isReviewed,
  }: Lesson): Promise<Segmenter> {
    const ids = trainingPrompts(pairs).map(({ seed }) => String(seed));
    const judge = exported?.isJudged ? await openJudge() : null;
    const folder =
      exported && (await exportPairs(galleryOf(this.#model, exported.kind), ids, exported.tuning, { judge }));
    const backboneSteps = this.#backboneSteps;
    const taught = {
      network,
      steps,
      hasBackbone,
      backboneSteps,
      isReviewed,
      teacher: teacher && (await this.attend(teacher)),
    };
    const trained = await trainSegmenter({ count: pairs, folder }, taught);
    this.#onTrained();
    return trained;
  }
}
