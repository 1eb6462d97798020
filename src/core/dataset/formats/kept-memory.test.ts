import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { datasetInput } from '../dataset-input.ts';
import { masksSource } from '../masks-dataset.fixture.ts';
import { defaultChoice, FORMATS } from './registry.ts';
import { writeDataset } from './writers.ts';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/** Until it falls no more: what one collection has found is freed beside the program, and counted by a later one. */
async function arrayBytes(): Promise<number> {
  let bytes = Number.POSITIVE_INFINITY;
  for (let unchanged = 0; unchanged < 3; ) {
    gc();
    await new Promise((resolve) => setImmediate(resolve));
    const { arrayBuffers } = process.memoryUsage();
    unchanged = arrayBuffers < bytes ? 0 : unchanged + 1;
    bytes = Math.min(bytes, arrayBuffers);
  }
  return bytes;
}

const PAIRS = 40;
const SIDE = 256;
/** An eighth of a mask, and a thirty-second of what its regions are found with. */
const MOST_KEPT_BYTES = 8 * 1024;

/** Nine blocks of two classes. */
const blocks = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => {
  const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
  return x % 85 < 40 && y % 85 < 40 ? (x < 128 ? 1 : 3) : 0;
});
const source = masksSource([{ mask: blocks, width: SIDE, height: SIDE }]);
const [first] = source.entries;

it.each([
  ...FORMATS.map(({ id }) => defaultChoice(id)),
  { ...defaultChoice('coco-instances'), options: { ...defaultChoice('coco-instances').options, encoding: 'polygons' } },
])('$format keeps no pixels of a pair until its files are written', async (choice) => {
  const entries = Array.from({ length: PAIRS }, (_, i) => ({ ...first!, stem: `p${i}` }));
  const input = { ...datasetInput({ ...source, entries }, 90), readMask: async () => blocks.slice() };
  await writeDataset({ ...input, entries: input.entries.slice(0, 2) }, choice);
  const before = await arrayBytes();
  const written = await writeDataset(input, choice);
  const keptBytes = ((await arrayBytes()) - before) / PAIRS;
  expect(written.files.length).toBeGreaterThan(0);
  expect(keptBytes).toBeLessThan(MOST_KEPT_BYTES);
});
