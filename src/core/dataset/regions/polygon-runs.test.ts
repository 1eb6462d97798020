import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { findPythonWith } from '../../../../scripts/find-python.mjs';
import { polygonRuns } from './polygon-runs.ts';
import { compressRunLengths, expandRunLengths, paintRunLengths } from './run-lengths.ts';

const python = findPythonWith(['pycocotools.mask']);
const unless = python ? '' : ' (skipped: no python3 here has pycocotools)';

/** Park and Miller's generator. */
function uniformFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** Corners between pixels, on them and beyond the picture. */
function randomPolygons(count: number): { size: [number, number]; polygon: number[] }[] {
  const uniform = uniformFrom(5);
  return Array.from({ length: count }, () => {
    const [width, height] = [1 + Math.floor(40 * uniform()), 1 + Math.floor(30 * uniform())];
    const corners = 3 + Math.floor(9 * uniform());
    const isWhole = uniform() < 0.3;
    const place = (side: number) => {
      const at = side * (1.2 * uniform() - 0.1);
      return isWhole ? Math.round(at) : at;
    };
    const polygon = Array.from({ length: corners }, () => [place(width), place(height)]).flat();
    return { size: [height, width], polygon };
  });
}

test.skipIf(!python)(`polygons are filled as pycocotools fills them${unless}`, () => {
  const polygons = randomPolygons(300);
  const script = `import json, sys
from pycocotools import mask
out = []
for one in json.load(sys.stdin):
    h, w = one['size']
    out.append(mask.frPyObjects([one['polygon']], h, w)[0]['counts'].decode())
print(json.dumps(out))`;
  const run = spawnSync(python ?? '', ['-c', script], { input: JSON.stringify(polygons), encoding: 'utf8' });
  const expected = JSON.parse(run.stdout) as string[];
  const ours = polygons.map(({ size: [height, width], polygon }) =>
    compressRunLengths(polygonRuns(polygon, width, height)),
  );
  expect(ours).toEqual(expected);
  expect(expected.map((text) => compressRunLengths(expandRunLengths(text)))).toEqual(expected);
});

test('a square of whole corners is its pixels', () => {
  const pixels: number[] = [];
  paintRunLengths(polygonRuns([1, 1, 3, 1, 3, 3, 1, 3], 4, 5), 4, 5, (pixel) => pixels.push(pixel));
  expect(pixels.sort((a, b) => a - b)).toEqual([5, 6, 9, 10]);
});

test.each([
  ['too few pixels', [3, 4], /Runs of 7 pixels/],
  ['a negative run', [3, -1, 18], /A run of -1/],
])('%s are an error', (_, counts, message) => {
  expect(() => paintRunLengths(counts, 4, 5, () => undefined)).toThrow(message);
});

test('a text that breaks off is an error', () => {
  expect(() => expandRunLengths('P')).toThrow(/break/);
});
