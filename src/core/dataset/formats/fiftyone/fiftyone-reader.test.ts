import { expect, it } from 'vitest';
import { datasetInput } from '../../dataset-input.ts';
import { HARD_MASKS, hardLabelSet, masksSource } from '../../masks-dataset.fixture.ts';
import { foreignReader } from '../../testing/foreign-reader.ts';
import { writeFiftyOne } from './write-fiftyone.ts';

const reader = foreignReader('read_fiftyone.py', 'numpy', 'PIL');

interface Read {
  readonly maskTargets: Readonly<Record<string, string>>;
  readonly splits: readonly string[];
  readonly pairs: readonly {
    readonly stem: string;
    readonly sizes: readonly (readonly number[])[];
    readonly mode: string;
    readonly map: readonly number[];
  }[];
}

it.skipIf(!reader.python)(
  `Pillow reads grey masks beside pictures of the same stems, and Python the names${reader.unless}`,
  { timeout: 60_000 },
  async () => {
    const { files } = await writeFiftyOne(datasetInput(masksSource(HARD_MASKS), 60), {});
    const { maskTargets, splits, pairs } = (await reader.read(files)) as Read;
    expect(splits).toEqual(['train', 'val']);
    const names = hardLabelSet.classes.map(({ id, name }) => [String(id), name]);
    expect(maskTargets).toEqual({ ...Object.fromEntries(names), 255: 'ignored' });
    expect(pairs).toHaveLength(HARD_MASKS.length);
    for (const { stem, sizes, mode, map } of pairs) {
      const { mask, width, height } = HARD_MASKS[Number(stem.slice(1))]!;
      expect([mode, ...sizes]).toEqual(['L', [width, height], [width, height]]);
      expect(map).toEqual([...mask]);
    }
  },
);

it('names only splits that have pictures', async () => {
  const { files } = await writeFiftyOne(datasetInput(masksSource(HARD_MASKS.slice(0, 1)), 90), {});
  const script = files.find(({ path }) => path === 'load_fiftyone.py');
  expect(new TextDecoder().decode((await script?.read()) as Uint8Array)).toContain('SPLITS = ["train"]');
});
