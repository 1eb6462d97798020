import { decode } from 'fast-png';
import { pairText, withPairText } from './embedded/pair-text.ts';
import { splitStems } from './split.ts';
import type { DatasetSource, DatasetWriterInput } from './types.ts';

/** What a writer gets of pairs: in the order of their stems, split, with settings in their files and masks decoded on demand. */
export function datasetInput(source: DatasetSource, trainPercent: number): DatasetWriterInput {
  const { train, val } = splitStems(
    source.entries.map(({ stem }) => stem),
    trainPercent,
  );
  const isVal = new Set(val);
  const entries = source.entries
    .map((entry) => ({ ...entry, split: isVal.has(entry.stem) ? ('val' as const) : ('train' as const) }))
    .sort((a, b) => (a.stem < b.stem ? -1 : 1));
  const byStem = new Map(source.entries.map((entry) => [entry.stem, entry]));
  const withSettings = (stem: string, file: Uint8Array) => {
    const entry = byStem.get(stem);
    if (!entry) throw new Error(`There is no pair ${stem}.`);
    return withPairText(file, pairText(entry, source.labelSet));
  };
  return {
    ...source,
    entries,
    train,
    val,
    trainPercent,
    readJpeg: async (stem) => withSettings(stem, await source.readJpeg(stem)),
    readMaskPng: async (stem) => withSettings(stem, await source.readMaskPng(stem)),
    withSettings,
    readMask: async (stem) => decode(await source.readMaskPng(stem)).data as Uint8Array,
  };
}
