import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { kernelCases } from './kernel-cases.ts';

const folder = new URL('../../src/gpu/kernels/', import.meta.url);
const withWgsl = readdirSync(folder).filter(
  (name) => name !== 'shared' && readdirSync(new URL(`${name}/`, folder)).some((file) => file.endsWith('.gpu.ts')),
);

test.each([
  ['on a card', false],
  ['on a CPU', true],
])('%s every kernel that has WGSL is checked, at no size twice', (_, small) => {
  const cases = kernelCases(small);
  expect([...new Set(cases.map(({ kernel }) => kernel))].toSorted()).toEqual(withWgsl.toSorted());
  const names = cases.map(({ kernel, size }) => `${kernel}, ${size}`);
  expect(new Set(names).size).toBe(names.length);
});

test('a card gets the sizes of Stable Diffusion that a CPU is spared', () => {
  const added = kernelCases(false).length - kernelCases(true).length;
  expect(added).toBeGreaterThan(0);
  const sizes = kernelCases(false).map(({ kernel, size }) => `${kernel}: ${size}`);
  expect(sizes).toContain('attention-accumulate: 4096×77, 8 heads of 40');
  expect(sizes).toContain('sharpen: 4096 tokens, power 2');
  expect(sizes).toContain('class-maps: side 64, 20 classes, 512×512');
});

test('only labels must be equal; numbers may differ by rounding', () => {
  for (const { kernel, tolerance } of kernelCases(true)) {
    if (kernel === 'segment') expect(tolerance).toBe(0);
    else expect(tolerance).toBeLessThanOrEqual(2e-5);
  }
});
