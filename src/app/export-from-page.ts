import { VOC_20 } from '../core/prompt/voc-20.ts';
import { encodeJpeg } from '../engine/export/encode-jpeg.ts';
import { VocExport } from '../engine/export/export-voc.ts';
import { saveZip } from '../engine/export/save-zip.ts';
import { segmentRecord } from '../gpu/segment-record.cpu.ts';
import type { ExportClient } from '../rpc/client.ts';
import type { PairStore } from '../storage/types.ts';

/** Writes datasets in the page itself, for a gallery that no worker can reach. */
export function exportFromPage(pairs: PairStore): ExportClient {
  const voc = new VocExport({
    openPairs: async () => pairs,
    labelSets: [VOC_20],
    segment: segmentRecord,
    encodeJpeg,
    saveZip: (zip) => saveZip(zip, navigator.storage),
  });
  return {
    exportVoc: (request, onProgress) => voc.exportVoc(request, onProgress),
    restart: () => undefined,
    terminate: () => undefined,
    onCrash: () => () => undefined,
  };
}
