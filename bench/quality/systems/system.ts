import type { AttentionRecord } from '../../../src/core/attention/types.ts';
import { BACKGROUND_ID } from '../../../src/core/segmentation/types.ts';
import type { WorldScene } from '../world-scenes.ts';
import type { SemanticLinks } from './cut/semantic-links.ts';

/** A picture with what its mask should be, and its attention as the systems look at it. */
export interface SystemSubject extends WorldScene {
  /** Class prompt of the class names alone, as captured. */
  readonly paper: AttentionRecord;
  /** With all that the studio suggests for the model. */
  readonly studio: AttentionRecord;
  /** Of the largest self side, captured with `paper`. */
  readonly links: SemanticLinks;
}

/** One way from a picture's attention to its mask, with a few settings to choose from. */
export interface System {
  readonly name: string;
  /** What is tuned; every system has as many. */
  readonly points: readonly string[];
  /** Of each point in turn. */
  masksOf(subject: SystemSubject): readonly SystemMask[];
}

export interface SystemMask {
  /** u8 `[H,W]` class ids, without void. */
  readonly mask: Uint8Array;
  /** 0 … 1, where the system tells how far it trusts its mask. */
  readonly certainty?: number;
}

/** Where one class is. */
export interface ClassRegion {
  readonly classId: number;
  /** u8 `[H,W]`: 0 outside. */
  readonly inside: Uint8Array;
  /** u8 `[H,W]`: how strong the class is at each pixel. */
  readonly scores: Uint8Array;
}

/**
 * A mask from regions that were found one class at a time; where several lie over each other the stronger class shows. With one class,
 * all that these systems were made for, it is the region itself.
 */
export function paintRegions(regions: readonly ClassRegion[], pixels: number): Uint8Array {
  const mask = new Uint8Array(pixels).fill(BACKGROUND_ID);
  const shown = new Int16Array(pixels).fill(-1);
  for (const { classId, inside, scores } of regions) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      if (inside[pixel] === 0 || (scores[pixel] as number) <= (shown[pixel] as number)) continue;
      shown[pixel] = scores[pixel] as number;
      mask[pixel] = classId;
    }
  }
  return mask;
}

/** The same system where it is told only the first class of a picture, as one that knows one object a picture is. */
export function firstClassAlone(system: System, name: string): System {
  return {
    ...system,
    name,
    masksOf(subject) {
      const [first] = subject.classes;
      const alone = (id: number) => (id === first?.id ? id : BACKGROUND_ID);
      return system.masksOf(subject).map(({ mask }) => ({ mask: mask.map(alone) }));
    },
  };
}

/** The same system, which does not look again at the subject that it saw last. */
export function seenOnce(system: System): System {
  let newest: { readonly subject: SystemSubject; readonly masks: readonly SystemMask[] } | null = null;
  return {
    ...system,
    masksOf(subject) {
      if (newest?.subject !== subject) newest = { subject, masks: system.masksOf(subject) };
      return newest.masks;
    },
  };
}
