import { describe, expect, test } from 'vitest';
import { classPresence } from './presence.ts';

const POSITIONS = 32;
const TOKENS = 100;

/** Two classes over 100 tokens: `first` of the tokens score class 0 at `peak`, all else is chance-less. */
function rawScores(peak: number, first: number): Float32Array {
  return Float32Array.from({ length: TOKENS * 2 }, (_, i) => (i % 2 === 0 && i / 2 < first ? peak : 0.5 / POSITIONS));
}
const options = { classIds: [7, 9], positions: POSITIONS };

describe('the presence rule', () => {
  test('evidence is the mean of the top 5 % over chance', () => {
    const [seen, unseen] = classPresence({ ...options, raw: rawScores(4 / POSITIONS, 5) });
    expect(seen!.evidence).toBeCloseTo(4, 5);
    expect(seen!.present).toBe(true);
    expect(unseen!.evidence).toBeCloseTo(0.5, 5);
    expect(unseen!.present).toBe(false);
  });

  test('a single bright token is not yet an object', () => {
    const [seen] = classPresence({ ...options, raw: rawScores(2 / POSITIONS, 1) });
    expect(seen!.evidence).toBeCloseTo((2 + 4 * 0.5) / 5, 5);
    expect(seen!.present).toBe(false);
  });

  test('exactly chance is absent', () => {
    const raw = new Float32Array(TOKENS * 2).fill(1 / POSITIONS);
    expect(classPresence({ ...options, raw }).map(({ present }) => present)).toEqual([false, false]);
  });
});
