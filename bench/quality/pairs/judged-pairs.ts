import type { GuidePicture } from '../../../src/core/segmentation/types.ts';
import type { ReadablePairs } from '../../../src/engine/export/pair-work.ts';
import type { SegmentRecord } from '../../../src/engine/export/segment-record.ts';
import { segmentRecord } from '../../../src/engine/tuning/segment-record.cpu.ts';
import type { Judge } from '../judge/judge.ts';

/** Pairs to export, and what makes their masks. */
export interface PairSource {
  readonly pairs: ReadablePairs;
  readonly segment: SegmentRecord;
}

/** The same pictures with the masks that the judge sees: what they would be worth if attention made no mistake. */
export function judgedSource(pairs: ReadablePairs, judge: Judge): PairSource {
  const masks = new WeakMap<GuidePicture['rgba'], Uint8Array>();
  return {
    pairs: {
      ...pairs,
      async readPicture(id) {
        const picture = await pairs.readPicture(id);
        masks.set(picture.rgba, await judge.segment(picture));
        return picture;
      },
    },
    segment(record, tuning, picture) {
      const mask = masks.get(picture.rgba);
      if (!mask) throw new Error('The mask of a picture was asked for that was not read from these pairs.');
      return { ...segmentRecord(record, tuning, picture), mask };
    },
  };
}
