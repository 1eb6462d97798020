import { showObjects } from '../../core/dataset/objects/show-objects.ts';
import { PLAIN_OBJECTS } from '../../core/dataset/objects/split-objects.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';
import { VOID_ID } from '../../core/segmentation/types.ts';
import type { SegmentationSummary } from '../../studio/stage-state.ts';

export const SIDE = 128;
const COUNT = SIDE * SIDE;

/** Blob centre and radius of a class, spread by the pair's name. */
function blob(pairId: string, index: number): readonly [number, number, number] {
  const turn = (pairId.length * 7 + (pairId.codePointAt(pairId.length - 1) ?? 0) * 13 + index * 41) % 64;
  return [36 + ((turn * 5 + index * 34) % 64), 64 + ((turn * 3) % 28), 20 + ((turn + index * 5) % 10)];
}

/** How much sharper a blob's edge is under guided upsampling. */
const GUIDED_SHARPNESS = 4;

/** u8 `[M,128,128]`: a soft blob a class; τ and guided upsampling sharpen its edge. */
export function fakeScores(
  pairId: string,
  classIds: readonly number[],
  { tau, upsampling }: Pick<TuningSettings, 'tau' | 'upsampling'>,
): Uint8Array {
  const sharpness = (2 + tau) * (upsampling === 'guided' ? GUIDED_SHARPNESS : 1);
  const values = new Uint8Array(classIds.length * COUNT);
  classIds.forEach((_, index) => {
    const [cx, cy, radius] = blob(pairId, index);
    for (let i = 0; i < COUNT; i++) {
      const x = i % SIDE;
      const distance = Math.hypot(x - cx, (i - x) / SIDE - cy) / radius;
      values[index * COUNT + i] = 255 / (1 + distance ** sharpness);
    }
  });
  return values;
}

export function fakePicture(pairId: string, classIds: readonly number[]): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(COUNT * 4);
  for (let i = 0; i < COUNT; i++) {
    const x = i % SIDE;
    const y = (i - x) / SIDE;
    const color = y > 84 ? [176, 138, 98] : [214 - y * 0.4, 224 - y * 0.3, 236];
    classIds.forEach((id, index) => {
      const [cx, cy, radius] = blob(pairId, index);
      if (Math.hypot(x - cx, y - cy) < radius * 0.95) {
        const shade = 0.8 + (0.4 * (cx - x)) / radius;
        color.splice(0, 3, (90 + id * 8) * shade, (150 - id * 3) * shade, (60 + ((id * 29) % 120)) * shade);
      }
    });
    rgba.set([color[0] ?? 0, color[1] ?? 0, color[2] ?? 0, 255], i * 4);
  }
  return rgba;
}

export interface FakeSegmentation extends SegmentationSummary {
  readonly mask: Uint8Array;
}

export function segmentFake(pairId: string, classIds: readonly number[], tuning: TuningSettings): FakeSegmentation {
  const scores = fakeScores(pairId, classIds, tuning);
  const mask = new Uint8Array(COUNT);
  const histogram = new Array<number>(64).fill(0);
  const counts: Record<number, number> = {};
  for (let i = 0; i < COUNT; i++) {
    let best = 0;
    let bestId = 0;
    classIds.forEach((id, index) => {
      const score = (scores[index * COUNT + i] ?? 0) / 255;
      if (score > best) [best, bestId] = [score, id];
    });
    const bin = Math.min(63, Math.floor(best * 64));
    histogram[bin] = (histogram[bin] ?? 0) + 1;
    const id = best < tuning.alpha ? 0 : best < tuning.beta ? VOID_ID : bestId;
    mask[i] = id;
    counts[id] = (counts[id] ?? 0) + 1;
  }
  const { 0: background = 0, [VOID_ID]: voidCount = 0, ...classes } = counts;
  const split = { mask, width: SIDE, height: SIDE, edges: null };
  return {
    mask,
    histogram,
    objects: showObjects(split, tuning.objects ?? PLAIN_OBJECTS).counts,
    pixels: { background, void: voidCount, classes },
    presence: classIds.map((classId, index) => ({
      classId,
      evidence: index === 2 ? 1.02 : 4.8 - index * 1.7,
      present: index !== 2,
    })),
  };
}

export function fakeThumbnail(pairId: string, classIds: readonly number[]): Promise<ImageBitmap> {
  return createImageBitmap(new ImageData(fakePicture(pairId, classIds), SIDE, SIDE));
}
