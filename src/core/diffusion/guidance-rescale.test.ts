import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rescaleGuidance } from './guidance-rescale.ts';
import { worstExcess } from './samplers/goldens.fixture.ts';

/** By pairs instead of the mean: Var(x) = Σ_{i<j} (x_i − x_j)²/n². */
function spread(x: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) for (let j = 0; j < i; j++) sum += (x[i]! - x[j]!) ** 2;
  return Math.sqrt(sum) / x.length;
}

const values = fc.array(fc.integer({ min: -4000, max: 4000 }), { minLength: 8, maxLength: 8 });
const latents = values.map((v) => Float32Array.from(v, (n) => n / 1000)).filter((x) => spread(x) > 0.1);

describe('rescaleGuidance', () => {
  test('by hand', () => {
    // σ_cfg = 4, σ_pos = 1, about means 1 and 7: x_rescaled is a quarter of x_cfg, mean included.
    const [combined, conditional] = [Float32Array.of(-3, 5), Float32Array.of(6, 8)];
    const at = (phi: number) => [...rescaleGuidance(combined, conditional, phi, new Float32Array(2))];
    expect(at(0)).toEqual([-3, 5]);
    expect(at(1)).toEqual([-0.75, 1.25]);
    expect(at(0.5)).toEqual([-1.875, 3.125]);
  });

  test('is the blend of x_cfg with its copy of the conditional spread', () => {
    fc.assert(
      fc.property(latents, latents, fc.double({ min: 0, max: 1, noNaN: true }), (combined, conditional, phi) => {
        const out = rescaleGuidance(combined, conditional, phi, new Float32Array(8));
        const rescaled = Array.from(combined, (x) => (x * spread(conditional)) / spread(combined));
        const expected = rescaled.map((x, i) => phi * x + (1 - phi) * combined[i]!);
        expect(worstExcess(out, expected, 1e-6)).toBeLessThan(1e-6);
        const full = rescaleGuidance(combined, conditional, 1, new Float32Array(8));
        expect(spread(full)).toBeCloseTo(spread(conditional), 4);
      }),
    );
  });

  test('may write into an input', () => {
    const [combined, conditional] = [Float32Array.of(-3, 5), Float32Array.of(6, 8)];
    expect([...rescaleGuidance(combined, conditional, 1, conditional)]).toEqual([-0.75, 1.25]);
    expect([...rescaleGuidance(combined, Float32Array.of(6, 8), 1, combined)]).toEqual([-0.75, 1.25]);
  });

  test('refuses different lengths, a φ outside 0 to 1 and a constant prediction', () => {
    const [x, out] = [Float32Array.of(1, 2), new Float32Array(2)];
    expect(() => rescaleGuidance(x, new Float32Array(3), 0.5, out)).toThrow('2, 3, 2');
    for (const phi of [-0.1, 1.1, Number.NaN]) expect(() => rescaleGuidance(x, x, phi, out)).toThrow(RangeError);
    expect(() => rescaleGuidance(new Float32Array(2), x, 0.5, out)).toThrow('constant');
  });
});
