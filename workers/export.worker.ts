import { VOC_20 } from '../src/core/prompt/voc-20.ts';
import { encodeJpeg } from '../src/engine/export/encode-jpeg.ts';
import { VocExport } from '../src/engine/export/export-voc.ts';
import { saveZip } from '../src/engine/export/save-zip.ts';
import { segmentRecord } from '../src/engine/tuning/segment-record.cpu.ts';
import { serveExport } from '../src/rpc/serve.ts';
import { openStoredPairs } from '../src/storage/open-gallery.ts';

serveExport(
  new VocExport({
    openPairs: () => openStoredPairs(navigator),
    labelSets: [VOC_20],
    segment: segmentRecord,
    encodeJpeg,
    saveZip: (zip) => saveZip(zip, navigator.storage),
  }),
);
