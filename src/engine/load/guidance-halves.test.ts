import { expect, test } from 'vitest';
import { guidanceHalvesFit } from './guidance-halves.ts';

const sites = [
  { kind: 'self', heads: 8, downscale: 1 },
  { kind: 'cross', heads: 8, downscale: 1 },
  { kind: 'self', heads: 8, downscale: 2 },
] as const;

test('both guidance halves fit into one call up to a picture of 256 a side, not at 512', () => {
  expect(guidanceHalvesFit(sites, 32)).toBe(true);
  expect(guidanceHalvesFit(sites, 64)).toBe(false);
});

test('a model whose finest self-attention is coarser has room for both', () => {
  expect(guidanceHalvesFit(sites.slice(1), 64)).toBe(true);
});
