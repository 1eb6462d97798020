import { openAsBlob } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultChoice, type FormatId } from '../../src/core/dataset/formats/registry.ts';
import { VOC_20 } from '../../src/core/prompt/voc-20.ts';
import { DatasetExporter } from '../../src/engine/export/dataset-exporter.ts';
import { inPieces } from '../../src/engine/export/in-pieces.ts';
import type { PairWork } from '../../src/engine/export/pair-work.ts';
import type { KindsGallery } from './stored-kind.ts';

/** As the studio writes to OPFS. */
const PIECE_BYTES = 1024 * 1024;

export interface TimedExport {
  readonly exportMs: number;
  readonly zipBytes: number;
}

/**
 * Exports a whole gallery with the format's default options to a ZIP on disk, which is removed again.
 *
 * @throws Error where the export fails or leaves a pair out
 */
export async function exportToFile(gallery: KindsGallery, work: PairWork, format: FormatId): Promise<TimedExport> {
  const folder = await mkdtemp(join(tmpdir(), 'export-'));
  try {
    const exporter = new DatasetExporter({
      openPairs: async () => gallery,
      openPairWork: () => work,
      saveZip: (zip) => saveToFile(zip, join(folder, 'dataset.zip')),
      nowMs: () => performance.now(),
    });
    const { pairIds } = gallery;
    const request = { exportId: 'bench', pairIds, choice: defaultChoice(format), labelSet: VOC_20 };
    const started = performance.now();
    const result = await exporter.exportDataset(request, () => undefined);
    const exportMs = performance.now() - started;
    if (!result.ok) throw new Error(result.error.message);
    const { pairs, bytes, skipped } = result.value;
    if (pairs !== pairIds.length)
      throw new Error(`${pairs} of ${pairIds.length} pairs were exported: ${skipped[0]?.error.message}`);
    return { exportMs, zipBytes: bytes };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function saveToFile(zip: ReadableStream<Uint8Array>, path: string): Promise<Blob> {
  const file = await open(path, 'w');
  try {
    for await (const piece of zip.pipeThrough(inPieces(PIECE_BYTES))) await file.writeFile(piece);
  } finally {
    await file.close();
  }
  return openAsBlob(path);
}
