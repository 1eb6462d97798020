import { describe, expect, it } from 'vitest';
import { rankedScores } from './ranked-scores.ts';

describe('rankedScores', () => {
  const scores = { classIds: [8, 9], width: 2, height: 1, values: new Uint8Array([255, 0, 51, 102]) };

  it('ranks the classes at the pixel', () => {
    expect(rankedScores(scores, { x: 1, y: 0 }, 2, 1)).toEqual([
      { classId: 9, score: 0.4 },
      { classId: 8, score: 0 },
    ]);
  });

  it('reads the nearest score where the picture is larger', () => {
    expect(rankedScores(scores, { x: 127, y: 127 }, 128, 128)[0]).toEqual({ classId: 9, score: 0.4 });
    expect(rankedScores(scores, { x: 63, y: 0 }, 128, 128)[0]).toEqual({ classId: 8, score: 1 });
  });
});
