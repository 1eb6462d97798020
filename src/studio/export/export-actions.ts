import { type Failure, type Result, StudioError, toResult } from '../../core/errors.ts';
import type { ExportApi, ExportedDataset } from '../../rpc/export-contract.ts';
import type { PairChange, PairMeta } from '../../storage/types.ts';
import { formatBytes } from '../gallery/format-bytes.ts';
import type { PairLibrary } from '../gallery/pair-library.ts';
import type { StorageWatch } from '../gallery/storage-watch.ts';
import { type ExportLabelSet, exportLabelSets, exportWay, leftOutNote } from '../label-sets/export-label-set.ts';
import type { StudioActions } from '../studio-actions.ts';
import type { StudioBase } from '../studio-base.ts';
import { findPair } from '../studio-store.ts';
import { createExportMeasure } from './export-measure.ts';
import { createExportPatience, type ExportPatience } from './export-patience.ts';
import { formatChoice } from './format-choice.ts';
import { isExporting } from './is-exporting.ts';
import { pairsToExport } from './pairs-to-export.ts';

/** Reasons beyond these are counted, not listed: a notice is no log. */
const LISTED_REASONS = 3;

export function createExportActions(
  { dependencies, store, notices, run, library, writer }: StudioBase,
  storage: StorageWatch,
): Pick<StudioActions, 'showExport' | 'setExportChoice' | 'measureExport' | 'exportDataset' | 'cancelExport'> {
  const { exporter, exportInMemory, saveFile, newId } = dependencies;
  let patience: ExportPatience | null = null;
  /** Tells the worker. */
  let cancelWork: (() => void) | null = null;

  function exportDataset(ids?: readonly string[], labelSetId?: string): void {
    if (isExporting(store.getState())) return;
    const pairIds = ids ?? pairsToExport(store.getState());
    if (pairIds.length === 0) {
      notices.show({
        tone: 'error',
        message: 'There is nothing to export: generate a picture, or accept one that was rejected.',
      });
      return;
    }
    store.setState({ exporting: { phase: 'running', done: 0, total: pairIds.length, remainingMs: null } });
    const granted = createExportPatience();
    patience = granted;
    void run(() => exportPairs(pairIds, labelSetId, granted)).then(() => {
      granted.end();
      patience = cancelWork = null;
      const { exporting } = store.getState();
      if (!isExporting({ exporting })) return;
      store.setState({ exporting: { ...exporting, phase: 'idle' } });
      if (exporting.phase === 'cancelling')
        notices.show({ tone: 'info', message: 'Export cancelled. No file was made.' });
    });
  }

  function cancelExport(): void {
    const { exporting } = store.getState();
    if (exporting.phase !== 'running') return;
    store.setState({ exporting: { ...exporting, phase: 'cancelling' } });
    patience?.cancelled();
    cancelWork?.();
  }

  async function exportPairs(
    shownIds: readonly string[],
    labelSetId: string | undefined,
    { wait, heard }: ExportPatience,
  ): Promise<void> {
    // The export worker reads storage: what is only here must get there first, or be exported from here.
    await wait(writer.retry());
    const unsaved = await wait(storage.saveUnsaved());
    if (unsaved) storage.tellUnsaved(unsaved);
    // What has been removed meanwhile is no failure of the export, be it in another tab, or here and not gone yet.
    const stored = new Set((await wait(library.list())).map(({ id }) => id));
    const pairs = shownIds.flatMap((id) => (stored.has(id) ? (findPair(store, id) ?? []) : []));
    if (pairs.length === 0) {
      const message =
        'Nothing was exported: the pictures that were to be exported have been removed meanwhile, here or in another tab.';
      throw new StudioError({ code: 'export-empty', message });
    }
    const way = exportWay(exportLabelSets(store.getState(), pairs), labelSetId);
    if (!way) throw noLabelSet(pairs);
    const { pairIds } = way;
    const exportWith = async (api: ExportApi) => {
      const result = await toResult(() => wait(ask(api, way, heard)));
      // Given up, it would compute on: here in the page nothing else ends it.
      if (!result.ok && result.error.code === 'worker-crashed') cancelWork?.();
      return result;
    };
    const here = exportInMemory(withChanges(library, writer.refused()));
    const isOnlyHere = unsaved !== null || Object.keys(writer.refused()).length > 0;
    let result = await exportWith(isOnlyHere ? here : exporter);
    const noRoom = !result.ok && ['storage-full', 'storage-unavailable'].includes(result.error.code);
    if (noRoom && !isOnlyHere) result = await exportWith(here);
    if (!result.ok) {
      tellFailed(pairIds, labelSetId, result.error);
      return;
    }
    await saveFile(result.value.file, result.value.fileName);
    store.setState({ exporting: { phase: 'done', done: pairIds.length, total: pairIds.length } });
    tellDone(result.value, leftOutNote(way));
    storage.refresh();
  }

  async function ask(
    api: ExportApi,
    { pairIds, labelSet, sameMeaningIds }: ExportLabelSet,
    heard: () => boolean,
  ): Promise<ExportedDataset> {
    const { exporting, exportChoice } = store.getState();
    // Cancelled while pairs were still being stored, or between two tries: nothing is under way that could be told.
    if (exporting.phase === 'cancelling')
      throw new StudioError({ code: 'cancelled', message: 'Cancelled in between.' });
    const exportId = newId();
    cancelWork = () => void run(() => api.cancel(exportId));
    const result: Result<ExportedDataset> = await api.exportDataset(
      { exportId, pairIds, choice: formatChoice(exportChoice), labelSet, sameMeaningIds },
      (progress) => {
        if (!heard()) return;
        const { phase } = store.getState().exporting;
        if (phase === 'running' || phase === 'cancelling') store.setState({ exporting: { phase, ...progress } });
      },
    );
    if (!result.ok) throw new StudioError(result.error);
    return result.value;
  }

  function tellFailed(pairIds: readonly string[], labelSetId: string | undefined, failure: Failure): void {
    // Whether it died, hangs or is done with the cancelled export: the next one begins with a new worker.
    if (failure.code === 'worker-crashed' || failure.code === 'cancelled') exporter.restart();
    if (failure.code !== 'worker-crashed') throw new StudioError(failure);
    notices.show({
      tone: 'error',
      message: `${failure.message} Nothing was exported; all pictures are still here.`,
      action: { label: 'Try again', run: () => exportDataset(pairIds, labelSetId) },
    });
  }

  function tellDone(
    { pairs, bytes, fileName, skipped, notes: written }: ExportedDataset,
    leftOut: string | null,
  ): void {
    const notes = leftOut ? [leftOut, ...written] : written;
    const what = `${pairs} ${pairs === 1 ? 'pair' : 'pairs'} exported to ${[`${fileName}, ${formatBytes(bytes)}.`, ...notes].join(' ')}`;
    if (skipped.length === 0) {
      notices.show({ tone: 'success', message: what });
      return;
    }
    const reasons = skipped.slice(0, LISTED_REASONS).map(({ pairId, error }) => `${pairId}: ${error.message}`);
    const more = skipped.length - reasons.length;
    const list = [...reasons, ...(more > 0 ? [`and ${more} more`] : [])].join(' ');
    notices.show({ tone: 'error', message: `${what} ${skipped.length} left out: ${list}` });
  }

  const { measureExport } = createExportMeasure({ dependencies, store, run });
  return {
    showExport: (isExportOpen) => store.setState({ isExportOpen }),
    setExportChoice: (exportChoice) => store.setState({ exportChoice }),
    measureExport,
    exportDataset,
    cancelExport,
  };
}

function noLabelSet(pairs: readonly PairMeta[]): StudioError {
  const ids = [...new Set(pairs.map(({ settings }) => settings.labelSetId))].join(', ');
  const message = `Expected the label set of the pairs (${ids}), found none of that id on this device. Import it from a file that was exported where the pairs were made.`;
  return new StudioError({ code: 'class-unknown', message });
}

/** The pairs as they are on the screen, where storage has refused what was changed. */
function withChanges(library: PairLibrary, changes: Readonly<Record<string, PairChange>>): PairLibrary {
  return { ...library, list: async () => (await library.list()).map((meta) => ({ ...meta, ...changes[meta.id] })) };
}
