import { remember } from '../src/core/remember.ts';
import { DatasetExporter } from '../src/engine/export/dataset-exporter.ts';
import { pairWorkPool } from '../src/engine/export/pair-work-pool.ts';
import { saveZip } from '../src/engine/export/save-zip.ts';
import { connectPairs } from '../src/rpc/client.ts';
import { serveExport } from '../src/rpc/serve.ts';
import { openStoredPairs } from '../src/storage/open-gallery.ts';

/** More of them wait for the disk and for this worker, which writes the ZIP. */
const MAX_WORKERS = 8;

const pairWorker = () => new Worker(new URL('./pair.worker.ts', import.meta.url), { type: 'module', name: 'pair' });

serveExport(
  new DatasetExporter({
    openPairs: remember(() => openStoredPairs(navigator)),
    openPairWork(maxWorkers = MAX_WORKERS) {
      const count = Math.max(1, Math.min(navigator.hardwareConcurrency, maxWorkers));
      return pairWorkPool(Array.from({ length: count }, () => connectPairs(pairWorker)));
    },
    saveZip: (zip) => saveZip(zip, navigator.storage),
    nowMs: () => performance.now(),
  }),
);
