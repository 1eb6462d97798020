import type { ModelPackage } from '../../src/models/package/model-package.ts';
import type { DownloadProgress } from '../../src/models/types.ts';
import { formatBytes } from '../../src/studio/gallery/format-bytes.ts';
import { createDownloadClock } from '../../src/studio/models/download-clock.ts';
import type { Report } from '../report/report.ts';

/** Progress is told in steps of so many hundredths, and not oftener than so. */
const STEP = 0.01;
const STEP_MS = 500;

const megabytes = (bytes: number) => Math.round(bytes / 1e5) / 10;

/**
 * Says what is to be downloaded of a model and where from, and then how far that is. Of a model that is on this device nothing is told.
 * @param from its address
 */
export async function tellDownload(
  model: Pick<ModelPackage, 'label' | 'neededBytes' | 'presentBytes'>,
  from: string,
  report: Pick<Report, 'note' | 'progress'>,
  nowMs = () => performance.now(),
): Promise<(progress: Pick<DownloadProgress, 'loadedBytes' | 'totalBytes'>) => void> {
  const presentBytes = await model.presentBytes();
  const downloadBytes = model.neededBytes - presentBytes;
  if (downloadBytes <= 0) return () => undefined;
  const here = presentBytes > 0 ? `; ${formatBytes(presentBytes)} are here already` : '';
  const name = model.label === from ? from : `${model.label} from ${from}`;
  report.note('download', `Downloads ${formatBytes(downloadBytes)} of ${name}${here}.`, {
    from,
    downloadBytes,
    presentBytes,
  });
  const clock = createDownloadClock(nowMs);
  const startMs = nowMs();
  let told = { atMs: Number.NEGATIVE_INFINITY, share: Number.NEGATIVE_INFINITY };
  return ({ loadedBytes, totalBytes }) => {
    const [atMs, share] = [nowMs(), loadedBytes / Math.max(1, totalBytes)];
    const remainingMs = clock.note(loadedBytes, totalBytes);
    const isStep = share >= told.share + STEP && atMs >= told.atMs + STEP_MS;
    if (told.share >= 1 || !(isStep || share >= 1)) return;
    told = { atMs, share };
    const [arrivedBytes, spentMs] = [loadedBytes - presentBytes, atMs - startMs];
    report.progress({
      ...{ done: megabytes(loadedBytes), total: megabytes(totalBytes), unit: 'MB', remainingMs },
      perMinute: arrivedBytes > 0 && spentMs > 0 ? megabytes((60_000 * arrivedBytes) / spentMs) : null,
    });
  };
}
