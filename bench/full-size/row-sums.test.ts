import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import type { OrtTensor } from '../../src/engine/networks/ort-module.ts';
import { worstRowSum } from './row-sums.ts';

const map = { kind: 'self', downscale: 1, siteCount: 2, softmax: 'all', output: 'map' } as const;
const worstOf = (...values: number[]) =>
  worstRowSum([map], { map: new ort.Tensor('float32', Float32Array.of(...values), [2, 2]) as unknown as OrtTensor });

test('rows that sum to the number of sites are right', () => {
  expect(worstOf(0.5, 1.5, 2, 0)).toBe(0);
});

test('one wrong row shows, and so does one that is no number', () => {
  expect(worstOf(0.5, 1.5, 2, 1)).toBe(0.5);
  expect(worstOf(Number.NaN, 1, 2, 0)).toBeNaN();
});
