import { type Failure, StudioError } from '../../core/errors.ts';
import type { ExportedDataset } from '../../rpc/contract.ts';
import type { StudioBase } from '../studio-base.ts';
import type { StudioActions } from '../types.ts';
import { formatBytes } from './format-bytes.ts';
import { pairsToExport } from './pairs-to-export.ts';
import type { StorageWatch } from './storage-watch.ts';

/** Reasons beyond these are counted, not listed: a notice is no log. */
const LISTED_REASONS = 3;

export function createExportActions(
  { dependencies, store, notices, run, library, writer }: StudioBase,
  storage: StorageWatch,
): Pick<StudioActions, 'exportDataset'> {
  const { exporter, exportInMemory, saveFile } = dependencies;

  function exportDataset(ids?: readonly string[]): void {
    if (store.getState().exporting.phase === 'running') return;
    const pairIds = ids ?? pairsToExport(store.getState());
    if (pairIds.length === 0) {
      notices.show({
        tone: 'error',
        message: 'There is nothing to export: generate a picture, or accept one that was rejected.',
      });
      return;
    }
    store.setState({ exporting: { phase: 'running', done: 0, total: pairIds.length } });
    void run(() => exportPairs(pairIds)).then(() => {
      const { exporting } = store.getState();
      if (exporting.phase === 'running') store.setState({ exporting: { ...exporting, phase: 'idle' } });
    });
  }

  async function exportPairs(shownIds: readonly string[]): Promise<void> {
    // The export worker reads storage: what is only here must get there first, or be exported from here.
    await writer.flush();
    const unsaved = await storage.saveUnsaved();
    if (unsaved) storage.tellUnsaved(unsaved);
    // What another tab has removed meanwhile is no failure of the export.
    const stored = new Set((await library.list()).map(({ id }) => id));
    const pairIds = shownIds.filter((id) => stored.has(id));
    const request = { pairIds, labelSetId: store.getState().labelSet.id };
    const onProgress = (done: number, total: number) =>
      store.setState({ exporting: { phase: 'running', done, total } });
    let result = await (unsaved ? exportInMemory(library) : exporter).exportVoc(request, onProgress);
    const noRoom = !result.ok && ['storage-full', 'storage-unavailable'].includes(result.error.code);
    if (noRoom && !unsaved) {
      result = await exportInMemory(library).exportVoc(request, onProgress);
    }
    if (!result.ok) {
      tellFailed(pairIds, result.error);
      return;
    }
    await saveFile(result.value.file, result.value.fileName);
    store.setState({ exporting: { phase: 'done', done: pairIds.length, total: pairIds.length } });
    tellDone(result.value);
    storage.refresh();
  }

  function tellFailed(pairIds: readonly string[], failure: Failure): void {
    if (failure.code !== 'worker-crashed') throw new StudioError(failure);
    exporter.restart();
    notices.show({
      tone: 'error',
      message: `${failure.message} Nothing was exported; all pictures are still here.`,
      action: { label: 'Try again', run: () => exportDataset(pairIds) },
    });
  }

  function tellDone({ pairs, bytes, fileName, skipped }: ExportedDataset): void {
    const what = `${pairs} ${pairs === 1 ? 'pair' : 'pairs'} exported to ${fileName}, ${formatBytes(bytes)}.`;
    if (skipped.length === 0) {
      notices.show({ tone: 'success', message: what });
      return;
    }
    const reasons = skipped.slice(0, LISTED_REASONS).map(({ pairId, error }) => `${pairId}: ${error.message}`);
    const more = skipped.length - reasons.length;
    const list = [...reasons, ...(more > 0 ? [`and ${more} more`] : [])].join(' ');
    notices.show({ tone: 'error', message: `${what} ${skipped.length} left out: ${list}` });
  }

  return { exportDataset };
}
