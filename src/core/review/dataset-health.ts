import type { ReviewState } from '../dataset/types.ts';
import { pairClassIds } from '../pair-classes.ts';
import { hasMask, voidShare } from './mask-shares.ts';
import { addPlaces, PLACE_SIDE } from './place-grids.ts';
import type { ReviewPair } from './types.ts';

/** Lower ends of the void histogram's bins, shares of the picture; the last bin has no upper end. */
export const VOID_BINS = [0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5] as const;

/** What is asked of a pair; `presence` is empty until its mask was made. */
export type HealthPair = Pick<ReviewPair, 'id' | 'review' | 'presence' | 'pixels' | 'places' | 'addedClasses'> & {
  readonly settings: Pick<ReviewPair['settings'], 'classIds'>;
};

/** One class in the pairs of an export. */
export interface ClassHealth {
  readonly classId: number;
  /** Pairs that were asked for it, or got it afterwards. */
  readonly asked: number;
  /** The latter. */
  readonly added: number;
  /** Pictures in which it has a pixel, and in which split they go. */
  readonly pictures: number;
  readonly train: number;
  readonly val: number;
  readonly pixels: number;
  /** fp64 `[16,16]`: mean share of each cell that is of the class, 0 … 1, over `placed` pictures. */
  readonly places: Float64Array;
  /** Pictures with the class whose places are known: pairs from before places were kept have none yet. */
  readonly placed: number;
}

export interface DatasetHealth {
  readonly pictures: number;
  readonly train: number;
  readonly val: number;
  readonly reviews: Readonly<Record<ReviewState, number>>;
  /** Pictures whose mask is not made yet; they are in no number about pixels. */
  readonly withoutMask: number;
  readonly pixels: { readonly background: number; readonly void: number; readonly classes: number };
  /** Pictures by share of void, as VOID_BINS. */
  readonly voidHistogram: readonly number[];
  /** In the order asked for; those with neither a request nor a pixel are left out. */
  readonly classes: readonly ClassHealth[];
  /** `[i][j]`: pictures in which both class i and class j of `classes` have a pixel; `[i][i]` is those with class i. */
  readonly together: readonly (readonly number[])[];
  /** Ids of pairs without a mask, or with a class whose place is not known: making their mask tells. */
  readonly unmeasuredIds: readonly string[];
}

interface Tally extends ClassHealth {
  asked: number;
  added: number;
  pictures: number;
  train: number;
  val: number;
  pixels: number;
  placed: number;
}

/**
 * What a person should know of a dataset before it is exported.
 *
 * @param pairs those that go into it, all of one label set
 * @param classIds the label set's, in order
 * @param valIds ids of the pairs that go into the validation split
 */
export function datasetHealth(
  pairs: readonly HealthPair[],
  classIds: readonly number[],
  valIds: ReadonlySet<string>,
): DatasetHealth {
  const tallies = new Map(classIds.map((classId) => [classId, emptyTally(classId)]));
  const reviews = { unreviewed: 0, accepted: 0, rejected: 0 };
  const pixels = { background: 0, void: 0, classes: 0 };
  const voidHistogram = VOID_BINS.map(() => 0);
  const together = new Map<string, number>();
  const unmeasuredIds: string[] = [];
  let val = 0;
  let withoutMask = 0;

  for (const pair of pairs) {
    const isVal = valIds.has(pair.id);
    if (isVal) val++;
    reviews[pair.review]++;
    for (const id of pairClassIds(pair)) {
      const tally = tallies.get(id);
      if (tally) tally.asked++;
    }
    for (const { classId } of pair.addedClasses ?? []) {
      const tally = tallies.get(classId);
      if (tally) tally.added++;
    }
    if (!hasMask(pair)) {
      withoutMask++;
      unmeasuredIds.push(pair.id);
      continue;
    }
    pixels.background += pair.pixels.background;
    pixels.void += pair.pixels.void;
    const bin = VOID_BINS.findLastIndex((from) => voidShare(pair) >= from);
    voidHistogram[bin] = (voidHistogram[bin] ?? 0) + 1;
    const present = [...tallies.values()].filter(({ classId }) => (pair.pixels.classes[classId] ?? 0) > 0);
    for (const tally of present) {
      count(tally, pair, isVal);
      pixels.classes += pair.pixels.classes[tally.classId] ?? 0;
      for (const { classId } of present) {
        const key = `${tally.classId}+${classId}`;
        together.set(key, (together.get(key) ?? 0) + 1);
      }
    }
    if (present.some(({ classId }) => pair.places?.[classId] === undefined)) unmeasuredIds.push(pair.id);
  }

  const classes = [...tallies.values()].filter(({ asked, pictures }) => asked + pictures > 0);
  for (const { places, placed } of classes) {
    for (let cell = 0; cell < places.length; cell++) places[cell] = (places[cell] as number) / Math.max(1, placed);
  }
  return {
    pictures: pairs.length,
    train: pairs.length - val,
    val,
    reviews,
    withoutMask,
    pixels,
    voidHistogram,
    classes,
    together: classes.map((a) => classes.map((b) => together.get(`${a.classId}+${b.classId}`) ?? 0)),
    unmeasuredIds,
  };
}

function emptyTally(classId: number): Tally {
  const places = new Float64Array(PLACE_SIDE * PLACE_SIDE);
  return { classId, asked: 0, added: 0, pictures: 0, train: 0, val: 0, pixels: 0, places, placed: 0 };
}

function count(tally: Tally, pair: HealthPair, isVal: boolean): void {
  tally.pictures++;
  if (isVal) tally.val++;
  else tally.train++;
  tally.pixels += pair.pixels.classes[tally.classId] ?? 0;
  const grid = pair.places?.[tally.classId];
  if (grid === undefined) return;
  tally.placed++;
  addPlaces(tally.places, grid);
}
