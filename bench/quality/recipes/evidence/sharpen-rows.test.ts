import { describe, expect, test } from 'vitest';
import { type Sharpening, sharpenRows } from './sharpen-rows.ts';

const TOKENS = 4;
const ROWS = Float32Array.of(0.4, 0.3, 0.2, 0.1, 0.25, 0.25, 0.25, 0.25, 0.7, 0.2, 0.1, 0, 0.05, 0.05, 0.1, 0.8);

const entropy = (row: Float32Array) => row.reduce((sum, a) => (a > 0 ? sum - a * Math.log(a) : sum), 0);
const rowOf = (rows: Float32Array, n: number) => rows.subarray(n * TOKENS, (n + 1) * TOKENS);

describe.each<Sharpening>([
  { kind: 'gradient', steps: 3, size: 0.1 },
  { kind: 'exponentiated', steps: 2, size: 0.3 },
])('$kind steps', (how) => {
  const sharpened = sharpenRows(ROWS, TOKENS, how);

  test('lower the entropy of every uneven row, whose sum stays 1 and whose order stays', () => {
    for (const n of [0, 2, 3]) {
      const row = rowOf(sharpened, n);
      expect(entropy(row)).toBeLessThan(entropy(rowOf(ROWS, n)) - 1e-3);
      expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
      expect(row.indexOf(Math.max(...row))).toBe(rowOf(ROWS, n).indexOf(Math.max(...rowOf(ROWS, n))));
    }
  });

  test('leave an even row and a probability of 0 as they are, and the input too', () => {
    for (const a of rowOf(sharpened, 1)) expect(a).toBeCloseTo(0.25, 6);
    expect(rowOf(sharpened, 2)[3]).toBe(0);
    expect(ROWS[0]).toBeCloseTo(0.4, 6);
  });
});

test('a gradient step goes down the entropy, as finite differences see it', () => {
  const row = ROWS.slice(0, TOKENS);
  const step = 1e-3;
  const moved = sharpenRows(row, TOKENS, { kind: 'gradient', steps: 1, size: step * TOKENS }).map(
    (a, j) => a - (row[j] as number),
  );
  const epsilon = 1e-4;
  const slope = Array.from(row, (_, j) => {
    const shifted = (by: number) => entropy(row.map((a, i) => (i === j ? a + by : a)));
    return (shifted(epsilon) - shifted(-epsilon)) / (2 * epsilon);
  });
  const mean = slope.reduce((a, b) => a + b, 0) / TOKENS;
  moved.forEach((by, j) => {
    expect(by).toBeCloseTo(-step * ((slope[j] as number) - mean), 4);
  });
});

test('exponentiated steps multiply to one power', () => {
  const raised = sharpenRows(Float32Array.of(0.5, 0.3, 0.2), 3, { kind: 'exponentiated', steps: 1, size: 1 });
  const sum = 0.25 + 0.09 + 0.04;
  [0.25, 0.09, 0.04].forEach((square, j) => {
    expect(raised[j]).toBeCloseTo(square / sum, 6);
  });
  const twice = sharpenRows(Float32Array.of(0.5, 0.3, 0.2), 3, {
    kind: 'exponentiated',
    steps: 2,
    size: Math.SQRT2 - 1,
  });
  raised.forEach((a, j) => {
    expect(twice[j]).toBeCloseTo(a, 6);
  });
});
