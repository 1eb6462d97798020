import { unzipSync } from 'fflate';
import { expect } from 'vitest';
import { appendClasses } from '../../core/attention/append-columns.ts';
import type { AttentionRecord } from '../../core/attention/types.ts';
import { defaultChoice } from '../../core/dataset/formats/registry.ts';
import type { Result } from '../../core/errors.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import type { GuidePicture, Segmentation, TuningSettings } from '../../core/segmentation/types.ts';
import type { MemoryFileSystem } from '../../storage/memory-directory.fixture.ts';
import { createMemoryPairStore } from '../../storage/pairs/memory-pair-store.ts';
import { smallColumns, smallMeta, smallPicture, smallRecord } from '../../storage/small-pair.fixture.ts';
import type { PairStore } from '../../storage/types.ts';
import { DatasetExporter, type DatasetExporterDependencies } from './dataset-exporter.ts';
import { pairWorkHere } from './pair-work.ts';
import { saveZip } from './save-zip.ts';

/** For tests: a gallery in memory, and an exporter whose masks are all the same. */

export const MASK = Uint8Array.of(0, 8, 8, 255, 0, 0);
/** Other than what the stored rows say: the manifest tells what the exported masks were made with. */
const absent = (classId: number) => ({ classId, evidence: 0.5, present: false });
export const ABSENT = [absent(8)];
/** The record of a pair to which a chair was added. */
export const WITH_CHAIR = appendClasses(smallRecord(), smallColumns(9));
/** What masks were made with since it was last emptied. */
export const tunings: TuningSettings[] = [];
export const segment = (record: AttentionRecord, tuning: TuningSettings, picture: GuidePicture): Segmentation => {
  expect([smallRecord(), WITH_CHAIR]).toContainEqual(record);
  expect(picture).toEqual(smallPicture());
  const { width, height } = picture;
  tunings.push(tuning);
  const pixels = { background: 3, void: 1, classes: { 8: 2 } };
  const presence = record.classIds.map(absent);
  return { width, height, mask: MASK, scores: MASK, presence, pixels, histogram: new Uint32Array(64) };
};

export async function galleryOf(...ids: string[]): Promise<PairStore> {
  const store = createMemoryPairStore();
  for (const [i, id] of ids.entries()) {
    await store.put(smallMeta(id, `2026-11-22T10:38:4${i}.000Z`), smallPicture(), smallRecord());
  }
  return store;
}

export function exporterOf(
  store: PairStore,
  disk?: MemoryFileSystem,
  change: Partial<DatasetExporterDependencies> = {},
) {
  return new DatasetExporter({
    openPairs: async () => store,
    openPairWork: () => pairWorkHere(async () => store, segment),
    saveZip: (zip) => saveZip(zip, disk),
    nowMs: () => 0,
    ...change,
  });
}

export const ignoreProgress = () => {};
export function taken<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}
export const filesOf = async (blob: Blob) => unzipSync(new Uint8Array(await blob.arrayBuffer()));
export const request = (...pairIds: string[]) => ({
  exportId: 'e',
  pairIds,
  choice: defaultChoice('voc'),
  labelSet: VOC_20,
});
