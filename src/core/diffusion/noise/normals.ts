import { StudioError } from '../../errors.ts';
import { philox4x32, type Words4 } from '../../philox.ts';

/**
 * A stream of unit normals that depends on the seed alone.
 *
 * Number n of the stream is lane n mod 4 of block ⌊n/4⌋: Philox4x32-10 with the block number as counter and the seed
 * as key gives words w₀…w₃, uᵢ = (wᵢ + ½)·2⁻³², and Box–Muller makes two pairs of them in float64:
 *
 *   z₀ = √(−2 ln u₀)·cos 2πu₁,  z₁ = √(−2 ln u₀)·sin 2πu₁,  z₂, z₃ likewise from u₂, u₃,
 *
 * each rounded to float32. Drawing 3 and then 5 numbers is drawing 8. Engines may differ in the last bit of the
 * float64 logarithm and cosine, which the rounding to float32 hides almost always.
 *
 * Source: Box and Muller, "A Note on the Generation of Random Normal Deviates" (1958); Philox: see `philox4x32`.
 * @param seed Whole number from 0 to 2⁵³ − 1.
 * @returns A function that draws the next `count` numbers.
 * @throws StudioError `settings-invalid` for any other seed.
 */
export function createNormals(seed: number): (count: number) => Float32Array {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new StudioError({
      code: 'settings-invalid',
      message: `The seed must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}; found ${seed}. Choose another.`,
    });
  }
  const key = [seed >>> 0, Math.floor(seed / 2 ** 32)] as const;
  let drawn = 0;
  return (count) => {
    const normals = new Float32Array(count);
    let block = normalBlock(key, Math.floor(drawn / 4));
    for (let i = 0; i < count; i++, drawn++) {
      if (drawn % 4 === 0) block = normalBlock(key, drawn / 4);
      normals[i] = block[drawn % 4] as number;
    }
    return normals;
  };
}

function normalBlock(key: readonly [number, number], block: number): Words4 {
  const [w0, w1, w2, w3] = philox4x32([block >>> 0, Math.floor(block / 2 ** 32), 0, 0], key);
  return [...boxMuller(w0, w1), ...boxMuller(w2, w3)];
}

function boxMuller(w0: number, w1: number): [number, number] {
  // The half keeps u above 0, where the logarithm ends.
  const radius = Math.sqrt(-2 * Math.log((w0 + 0.5) * 2 ** -32));
  const angle = 2 * Math.PI * (w1 + 0.5) * 2 ** -32;
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}
