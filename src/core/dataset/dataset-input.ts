import { decode } from 'fast-png';
import { splitStems } from './split.ts';
import type { DatasetSource, DatasetWriterInput } from './types.ts';

/** What a writer gets of pairs: in the order of their stems, split, with masks decoded on demand. */
export function datasetInput(source: DatasetSource, trainPercent: number): DatasetWriterInput {
  const { train, val } = splitStems(
    source.entries.map(({ stem }) => stem),
    trainPercent,
  );
  const isVal = new Set(val);
  const entries = source.entries
    .map((entry) => ({ ...entry, split: isVal.has(entry.stem) ? ('val' as const) : ('train' as const) }))
    .sort((a, b) => (a.stem < b.stem ? -1 : 1));
  return {
    ...source,
    entries,
    train,
    val,
    trainPercent,
    readMask: async (stem) => decode(await source.readMaskPng(stem)).data as Uint8Array,
  };
}
