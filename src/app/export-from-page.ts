import { DatasetExporter } from '../engine/export/dataset-exporter.ts';
import { pairWorkHere, type ReadablePairs } from '../engine/export/pair-work.ts';
import { saveZip } from '../engine/export/save-zip.ts';
import { segmentRecord } from '../engine/tuning/segment-record.cpu.ts';
import type { ExportClient } from '../rpc/client.ts';
import type { ExportApi } from '../rpc/export-contract.ts';
import type { PairStore } from '../storage/types.ts';

/** Writes datasets in the page itself and in memory, for pairs that no worker can reach or storage has no room for. */
export function exportFromPage(pairs: ReadablePairs): ExportApi {
  const openPairs = async () => pairs;
  return new DatasetExporter({
    openPairs,
    openPairWork: () => pairWorkHere(openPairs, segmentRecord),
    saveZip: (zip) => saveZip(zip, undefined),
    nowMs: () => performance.now(),
  });
}

/** The same as a client, for a browser that keeps nothing: there is no worker that could crash. */
export function pageExportClient(pairs: PairStore): ExportClient {
  const exporter = exportFromPage(pairs);
  return {
    exportDataset: (request, onProgress) => exporter.exportDataset(request, onProgress),
    measureSize: (request) => exporter.measureSize(request),
    cancel: (exportId) => exporter.cancel(exportId),
    wake: () => undefined,
    restart: () => undefined,
    terminate: () => undefined,
    onCrash: () => () => undefined,
  };
}
