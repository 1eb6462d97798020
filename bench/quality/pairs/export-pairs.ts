import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { defaultChoice } from '../../../src/core/dataset/formats/registry.ts';
import { VOC_20 } from '../../../src/core/prompt/voc-20.ts';
import type { TuningSettings } from '../../../src/core/segmentation/types.ts';
import { DatasetExporter } from '../../../src/engine/export/dataset-exporter.ts';
import { pairWorkHere } from '../../../src/engine/export/pair-work.ts';
import { segmentRecord } from '../../../src/engine/tuning/segment-record.cpu.ts';
import type { Judge } from '../judge/judge.ts';
import { BENCH_WORK } from '../training-tools.ts';
import { judgedSource } from './judged-pairs.ts';
import type { PairGallery } from './pair-gallery.ts';

/**
 * Exports pairs with the studio's own writer and unpacks the ZIP, as a person who trains on it would.
 *
 * @param judge makes the masks in place of attention
 * @returns the folder, named by the ZIP's hash: the same pairs and tuning give the same one
 */
export async function exportPairs(
  gallery: PairGallery,
  ids: readonly string[],
  tuning: TuningSettings,
  {
    exports = join(BENCH_WORK, 'exports'),
    judge = null,
  }: { readonly exports?: string; readonly judge?: Judge | null } = {},
): Promise<string> {
  const attended = gallery.readable(ids, tuning);
  const { pairs, segment } = judge ? judgedSource(attended, judge) : { pairs: attended, segment: segmentRecord };
  const exporter = new DatasetExporter({
    openPairs: async () => pairs,
    openPairWork: () => pairWorkHere(async () => pairs, segment),
    saveZip: (zip) => new Response(zip).blob(),
    nowMs: () => performance.now(),
  });
  const request = { exportId: 'bench', pairIds: ids, choice: defaultChoice('voc'), labelSet: VOC_20 };
  const result = await exporter.exportDataset(request, () => undefined);
  if (!result.ok) throw new Error(result.error.message);
  const [skipped] = result.value.skipped;
  if (skipped) throw new Error(`Pair ${skipped.pairId} was not exported: ${skipped.error.message}`);
  const zip = new Uint8Array(await result.value.file.arrayBuffer());
  const folder = join(exports, createHash('sha256').update(zip).digest('hex').slice(0, 12));
  if (!existsSync(folder)) unpack(zip, folder);
  return folder;
}

/** All of it or nothing: a run that is broken off leaves no half a dataset. */
function unpack(zip: Uint8Array, folder: string): void {
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  for (const [path, bytes] of Object.entries(unzipSync(zip))) {
    mkdirSync(dirname(join(partial, path)), { recursive: true });
    writeFileSync(join(partial, path), bytes);
  }
  renameSync(partial, folder);
}
