/** Objects of one picture that share no pixel. */
export interface JudgedObjects {
  /** `[H,W]`, row-major: 0, or from 1 on the place of a pixel's object in `classIds`. */
  readonly labels: ArrayLike<number>;
  readonly classIds: readonly number[];
}

/** How the objects that were found in one picture and those that are there meet. */
export interface ObjectMatches {
  readonly found: readonly FoundObject[];
  /** Of each object that is there. */
  readonly trueClassIds: readonly number[];
}

interface FoundObject {
  readonly classId: number;
  readonly score: number;
  /** Over the object of its class that it shares more than half of both with; 0 where there is none. */
  readonly iou: number;
}

/** Below, an object was not found: COCO's AP50 and panoptic quality alike. */
const MATCH_IOU = 0.5;

/**
 * Matches objects by class and overlap. Since neither side's objects share pixels, an IoU of more than half is had by at most one pair
 * of each (Kirillov et al. 2019), so no order of matching can matter.
 *
 * @param scores 0 … 1, of each found object: how sure whoever found it is
 */
export function matchObjects(found: JudgedObjects, scores: readonly number[], truth: JudgedObjects): ObjectMatches {
  if (found.labels.length !== truth.labels.length) {
    throw new Error(`The objects have ${found.labels.length} pixels, their truth ${truth.labels.length}`);
  }
  const columns = truth.classIds.length + 1;
  const shared = new Int32Array((found.classIds.length + 1) * columns);
  const foundAreas = new Int32Array(found.classIds.length + 1);
  const trueAreas = new Int32Array(columns);
  for (let pixel = 0; pixel < truth.labels.length; pixel++) {
    const [f, t] = [found.labels[pixel] as number, truth.labels[pixel] as number];
    shared[f * columns + t] = (shared[f * columns + t] as number) + 1;
    foundAreas[f] = (foundAreas[f] as number) + 1;
    trueAreas[t] = (trueAreas[t] as number) + 1;
  }
  const matched = found.classIds.map((classId, index): FoundObject => {
    let best = 0;
    for (const [place, trueClassId] of truth.classIds.entries()) {
      if (trueClassId !== classId) continue;
      const both = shared[(index + 1) * columns + place + 1] as number;
      best = Math.max(best, both / ((foundAreas[index + 1] as number) + (trueAreas[place + 1] as number) - both));
    }
    return { classId, score: scores[index] as number, iou: best > MATCH_IOU ? best : 0 };
  });
  return { found: matched, trueClassIds: truth.classIds };
}

/**
 * COCO's AP at an IoU of 0.5, in per cent: precision at 101 places of recall, each the best at that recall or more; the mean over classes
 * that are there (cocodataset.org, detection evaluation).
 */
export function averagePrecision50(pictures: readonly ObjectMatches[]): number {
  const byClass = [...tallies(pictures).values()].filter(({ trueCount }) => trueCount > 0);
  return mean(byClass.map((tally) => 100 * averagePrecision(tally)));
}

/**
 * Panoptic quality of things (Kirillov et al. 2019), in per cent: summed IoU of matched objects over their number and half of those that
 * are missing or too many; the mean over classes that are there or were found.
 */
export function panopticQuality(pictures: readonly ObjectMatches[]): number {
  const qualities = [...tallies(pictures).values()].map(({ found, trueCount }) => {
    const right = found.filter(({ iou }) => iou > 0);
    const ious = right.reduce((sum, { iou }) => sum + iou, 0);
    const [tooMany, missing] = [found.length - right.length, trueCount - right.length];
    return (100 * ious) / (right.length + tooMany / 2 + missing / 2);
  });
  return mean(qualities);
}

interface Tally {
  readonly found: FoundObject[];
  trueCount: number;
}

function tallies(pictures: readonly ObjectMatches[]): Map<number, Tally> {
  const byClass = new Map<number, Tally>();
  const of = (classId: number): Tally => {
    const known = byClass.get(classId) ?? { found: [], trueCount: 0 };
    byClass.set(classId, known);
    return known;
  };
  for (const { found, trueClassIds } of pictures) {
    for (const object of found) of(object.classId).found.push(object);
    for (const classId of trueClassIds) of(classId).trueCount++;
  }
  return byClass;
}

const RECALL_STEPS = 100;

function averagePrecision({ found, trueCount }: Tally): number {
  const sorted = [...found].sort((a, b) => b.score - a.score);
  const precisions: number[] = [];
  const recalls: number[] = [];
  let right = 0;
  for (const [index, { iou }] of sorted.entries()) {
    if (iou > 0) right++;
    precisions.push(right / (index + 1));
    recalls.push(right / trueCount);
  }
  for (let i = precisions.length - 2; i >= 0; i--) {
    precisions[i] = Math.max(precisions[i] as number, precisions[i + 1] as number);
  }
  let sum = 0;
  for (let step = 0, i = 0; step <= RECALL_STEPS; step++) {
    while (i < recalls.length && (recalls[i] as number) < step / RECALL_STEPS) i++;
    sum += precisions[i] ?? 0;
  }
  return sum / (RECALL_STEPS + 1);
}

const mean = (values: readonly number[]) =>
  values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
