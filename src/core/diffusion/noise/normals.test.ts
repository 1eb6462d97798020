import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { philox4x32, type Words4 } from '../../philox.ts';
import { createNormals } from './normals.ts';

const hex = (words: Words4) => words.map((w) => w.toString(16).padStart(8, '0')).join(' ');

describe('philox4x32', () => {
  // Known answers that come with Random123.
  test.each<[Words4, [number, number], string]>([
    [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], 'd16cfe09 94fdcceb 5001e420 24126ea1'],
  ])('counter %j with key %j', (counter, key, words) => {
    expect(hex(philox4x32(counter, key))).toBe(words);
  });
});

describe('createNormals', () => {
  test('the first numbers of seed 0 follow from the known answer', () => {
    const u = [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8].map((w) => (w + 0.5) / 2 ** 32);
    const r0 = Math.sqrt(-2 * Math.log(u[0]!));
    const r1 = Math.sqrt(-2 * Math.log(u[2]!));
    const tau = 2 * Math.PI;
    const z = [
      r0 * Math.cos(tau * u[1]!),
      r0 * Math.sin(tau * u[1]!),
      r1 * Math.cos(tau * u[3]!),
      r1 * Math.sin(tau * u[3]!),
    ];
    expect([...createNormals(0)(4)]).toEqual(z.map(Math.fround));
  });

  test('has the moments of a unit normal', () => {
    const n = 200_000;
    const z = createNormals(7)(n);
    const moment = (p: number) => z.reduce((sum, value) => sum + value ** p, 0) / n;
    // Five standard errors: √(Var zᵖ / n), with Var z = 1, Var z² = 2, Var z³ = 15, Var z⁴ = 96.
    expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(1 / n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / n));
  });

  test('neighbours are uncorrelated at lags 1 to 8', () => {
    const n = 100_000;
    const z = createNormals(11)(n + 8);
    for (let lag = 1; lag <= 8; lag++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += z[i]! * z[i + lag]!;
      expect(Math.abs(sum / n)).toBeLessThan(5 / Math.sqrt(n));
    }
  });

  test('drawing in parts is drawing at once', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.array(fc.nat(9), { maxLength: 8 }), (seed, counts) => {
        const draw = createNormals(seed);
        const parts = counts.flatMap((count) => [...draw(count)]);
        expect(parts).toEqual([...createNormals(seed)(parts.length)]);
      }),
    );
  });

  test('seeds that differ only above 32 bits give other numbers', () => {
    expect(createNormals(1)(8)).not.toEqual(createNormals(1 + 2 ** 32)(8));
  });

  test.each([-1, 0.5, Number.NaN, 2 ** 53])('refuses seed %d', (seed) => {
    expect(() => createNormals(seed)).toThrow(/seed/);
  });
});
