import { type AttentionRecord, MAX_TAU } from '../core/attention/types.ts';
import { SMALL_SETTINGS, SMALL_TUNING, smallProvenance } from '../core/dataset/small-facts.fixture.ts';
import type { LaterCapture } from '../core/dataset/types.ts';
import type { PairMeta, StoredPicture } from './types.ts';

export function smallMeta(id: string, createdAt = '2026-11-22T10:38:42.123Z'): PairMeta {
  return {
    id,
    createdAt,
    width: 3,
    height: 2,
    review: 'unreviewed',
    presence: [{ classId: 8, evidence: 2, present: true }],
    pixels: { background: 3, void: 1, classes: { 8: 2 } },
    settings: SMALL_SETTINGS,
    tuning: SMALL_TUNING,
    provenance: smallProvenance(createdAt),
  };
}

export function smallPicture(): StoredPicture {
  return { width: 3, height: 2, rgba: Uint8ClampedArray.from({ length: 24 }, (_, i) => (i * 37) % 256) };
}

export function smallRecord(): AttentionRecord {
  const columns = (['all', 'classes'] as const).map((softmax) => ({
    classIndex: 0,
    crossSide: 2,
    bin: 0,
    softmax,
    weight: 10,
  }));
  const stack = (selfSide: number) => ({
    selfSide,
    data: Float32Array.from({ length: (MAX_TAU + 1) * selfSide ** 2 * columns.length }, (_, i) => {
      // Whole steps of a range that starts at 0, which storage gives back exactly.
      const token = Math.floor(i / columns.length) % selfSide ** 2;
      const level = token === 0 ? 0 : token === 1 ? 16383 : (i * 1237 + selfSide) % 16384;
      return level / 16384;
    }),
  });
  return {
    version: 1,
    classIds: [8],
    positions: 32,
    windowBins: 1,
    crossSides: [2],
    columns,
    stacks: [stack(2), stack(3)],
  };
}

/** Of a class that was added to a small pair. */
export const smallCapture: LaterCapture = {
  ...smallMeta('a').provenance,
  classPrompt: 'cat chair',
  renoiseTimesteps: [400],
  seed: 42,
};

/** Columns of further classes for a small pair, as the engine makes them: each class's are those of the pair's own. */
export function smallColumns(...classIds: number[]): AttentionRecord {
  const { columns, stacks, ...rest } = smallRecord();
  return {
    ...rest,
    classIds,
    columns: columns.flatMap((column) => classIds.map((_, classIndex) => ({ ...column, classIndex }))),
    stacks: stacks.map(({ selfSide, data }) => ({
      selfSide,
      data: Float32Array.from(
        { length: data.length * classIds.length },
        (_, i) => data[Math.floor(i / classIds.length)] as number,
      ),
    })),
  };
}
