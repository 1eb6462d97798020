import { expect, test } from 'vitest';
import { downscaleOf, siteSide } from './site-side.ts';

const square = (side: number) => [side, side] as const;

test.each([
  [square(64), 1024, 2],
  [square(5), 9, 2],
  [square(5), 4, 3],
  [square(9), 16, 9 / 4],
  [square(9), 4, 5],
  [[12, 20] as const, 60, 2],
  [[9, 15] as const, 28, null],
  // As many as no halving leads to, and no square.
  [square(16), 49, null],
  [square(16), 60, null],
])('latents of %j whose sites have %i tokens are scaled down by %s', (sides, tokens, downscale) => {
  expect(downscaleOf(sides, tokens)).toBe(downscale);
});

test('every side that halving leads to is found again', () => {
  for (let latent = 1; latent <= 300; latent++) {
    for (let low = latent, high = latent; low >= 1; low = Math.floor(low / 2), high = Math.ceil(high / 2)) {
      for (let side = low; side <= high; side++) {
        const downscale = downscaleOf(square(latent), side ** 2);
        expect(downscale === null ? null : siteSide(latent, downscale)).toBe(side);
      }
      if (high === 1) break;
    }
  }
});
