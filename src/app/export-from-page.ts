import { VOC_20 } from '../core/prompt/voc-20.ts';
import { encodeJpeg } from '../engine/export/encode-jpeg.ts';
import { VocExport } from '../engine/export/export-voc.ts';
import { saveZip } from '../engine/export/save-zip.ts';
import { segmentRecord } from '../engine/tuning/segment-record.cpu.ts';
import type { ExportClient } from '../rpc/client.ts';
import type { ExportApi } from '../rpc/contract.ts';
import type { PairStore } from '../storage/types.ts';

/** Writes datasets in the page itself and in memory, for pairs that no worker can reach or storage has no room for. */
export function exportFromPage(pairs: Pick<PairStore, 'list' | 'readPicture' | 'readRecord'>): ExportApi {
  return new VocExport({
    openPairs: async () => pairs,
    labelSets: [VOC_20],
    segment: segmentRecord,
    encodeJpeg,
    saveZip: (zip) => saveZip(zip, undefined),
  });
}

/** The same as a client, for a browser that keeps nothing: there is no worker that could crash. */
export function pageExportClient(pairs: PairStore): ExportClient {
  const voc = exportFromPage(pairs);
  return {
    exportVoc: (request, onProgress) => voc.exportVoc(request, onProgress),
    restart: () => undefined,
    terminate: () => undefined,
    onCrash: () => () => undefined,
  };
}
