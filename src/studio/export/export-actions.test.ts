import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StudioError } from '../../core/errors.ts';
import { failure, pairMeta, settle } from '../testing/samples.fixture.ts';
import { exported, startStudio } from '../testing/studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function withGallery() {
  const started = await startStudio({ metas: ['a', 'b', 'c', 'd'].map((id) => pairMeta(id)) });
  started.actions.review('b', 'rejected');
  const exportedIds = () => started.exporter.exportDataset.mock.lastCall?.[0].pairIds;
  return { ...started, exportedIds };
}

it('exports what is not rejected, saves the file and tells its size', async () => {
  const { actions, state, saveFile, messages, exportedIds } = await withGallery();
  actions.exportDataset();
  expect(state().exporting).toEqual({ phase: 'running', done: 0, total: 3, remainingMs: null });
  await settle();
  expect(exportedIds()).toEqual(['a', 'c', 'd']);
  expect(saveFile).toHaveBeenCalledWith(exported.file, 'set.zip');
  expect(state().exporting.phase).toBe('done');
  expect(messages()).toEqual(['2 pairs exported to set.zip, 3.4 MB.']);
});

it('exports the selection where two or more are marked, and what it is told', async () => {
  const { actions, exportedIds } = await withGallery();
  actions.setSelection(['a']);
  actions.exportDataset();
  await settle();
  expect(exportedIds()).toEqual(['a', 'c', 'd']);
  actions.setSelection(['c', 'b']);
  actions.exportDataset();
  await settle();
  expect(exportedIds()).toEqual(['b', 'c']);
  actions.exportDataset(['d']);
  await settle();
  expect(exportedIds()).toEqual(['d']);
});

it('writes pending changes before the worker reads', async () => {
  const { actions, pairStore, exporter } = await withGallery();
  actions.tune({ tau: 1 });
  let tauAtExport: number | undefined;
  exporter.exportDataset.mockImplementation(async () => {
    tauAtExport = pairStore.metas.get('d')?.tuning.tau;
    return { ok: true, value: exported };
  });
  actions.exportDataset();
  await settle();
  expect(tauAtExport).toBe(1);
});

it('shows progress and runs once at a time', async () => {
  const { actions, state, exporter } = await withGallery();
  exporter.exportDataset.mockImplementation((_request, onProgress) => {
    onProgress({ done: 1, total: 3, remainingMs: 4000 });
    return new Promise(() => {});
  });
  actions.exportDataset();
  await settle();
  actions.exportDataset();
  expect(state().exporting).toEqual({ phase: 'running', done: 1, total: 3, remainingMs: 4000 });
  expect(exporter.exportDataset).toHaveBeenCalledOnce();
});

it('cancels on demand, says so, and exports again', async () => {
  const { actions, state, exporter, saveFile, messages } = await withGallery();
  let end = (_: Awaited<ReturnType<typeof exporter.exportDataset>>) => {};
  exporter.exportDataset.mockImplementationOnce(
    () =>
      new Promise((resolve) => {
        end = resolve;
      }),
  );
  actions.exportDataset();
  await settle();
  actions.cancelExport();
  actions.cancelExport();
  expect(state().exporting.phase).toBe('cancelling');
  expect(exporter.cancel.mock.calls).toEqual([[exporter.exportDataset.mock.lastCall?.[0].exportId]]);
  end({ ok: false, error: failure('cancelled', 'The export was cancelled.') });
  await settle();
  expect(state().exporting.phase).toBe('idle');
  expect(messages()).toEqual(['Export cancelled. No file was made.']);
  expect(saveFile).not.toHaveBeenCalled();
  actions.exportDataset();
  await settle();
  expect(saveFile).toHaveBeenCalledOnce();
});

it('cancels before the worker was asked', async () => {
  const { actions, state, exporter } = await withGallery();
  actions.exportDataset();
  actions.cancelExport();
  await settle();
  expect(exporter.exportDataset).not.toHaveBeenCalled();
  expect(state().exporting.phase).toBe('idle');
});

describe('an export that hangs', () => {
  const never = () => new Promise<never>(() => {});

  it('is ended after five minutes without a sign, with another try', async () => {
    const { actions, state, exporter, messages, saveFile } = await withGallery();
    let tell: Parameters<typeof exporter.exportDataset>[1] = () => {};
    exporter.exportDataset.mockImplementationOnce((_request, onProgress) => {
      tell = onProgress;
      return never();
    });
    actions.exportDataset();
    await settle(4 * 60_000);
    tell({ done: 1, total: 3, remainingMs: null });
    await settle(4 * 60_000);
    expect(state().exporting.phase).toBe('running');
    await settle(60_000);
    expect(state().exporting.phase).toBe('idle');
    expect(exporter.restart).toHaveBeenCalledOnce();
    expect(messages()).toEqual([expect.stringContaining('no sign for 5 minutes')]);
    actions.runNoticeAction(state().notices[0]!.id);
    await settle();
    expect(saveFile).toHaveBeenCalledOnce();
  });

  it('says what to do where storage does not answer before it begins', async () => {
    const { actions, pairStore, messages } = await withGallery();
    pairStore.list = never;
    actions.exportDataset();
    await settle(5 * 60_000);
    expect(messages()).toEqual([expect.stringMatching(/no sign for 5 minutes\. .*[Tt]ry again.*reload/)]);
  });

  it('in the page is told to stop, and does not tell of itself in the next one, should it wake', async () => {
    const { actions, state, pairStore, inMemory, exporter } = await withGallery();
    await settle(1000);
    pairStore.update = () => Promise.reject(new StudioError(failure('storage-full')));
    actions.tune({ tau: 1 });
    inMemory.mockImplementation(never);
    actions.exportDataset();
    await settle(5 * 60_000);
    expect(state().exporting.phase).toBe('idle');
    const [[{ exportId }, tell]] = inMemory.mock.calls as [Parameters<typeof inMemory>];
    expect(exporter.cancel.mock.calls).toEqual([[exportId]]);
    actions.exportDataset();
    await settle();
    expect(inMemory).toHaveBeenCalledTimes(2);
    tell({ done: 2, total: 3, remainingMs: null });
    expect(state().exporting).toMatchObject({ phase: 'running', done: 0 });
  });

  it('is ended ten seconds after Cancel', async () => {
    const { actions, state, exporter, messages } = await withGallery();
    exporter.exportDataset.mockImplementationOnce(never);
    exporter.cancel.mockImplementationOnce(never);
    actions.exportDataset();
    await settle();
    actions.cancelExport();
    await settle(9_000);
    expect(state().exporting.phase).toBe('cancelling');
    await settle(1_000);
    expect(state().exporting.phase).toBe('idle');
    expect(messages()).toEqual(['Export cancelled. No file was made.']);
    expect(exporter.restart).toHaveBeenCalledOnce();
  });

  it('can be cancelled while storage does not answer', async () => {
    const { actions, state, pairStore } = await withGallery();
    pairStore.list = never;
    actions.exportDataset();
    await settle();
    actions.cancelExport();
    await settle(10_000);
    expect(state().exporting.phase).toBe('idle');
  });
});

it('lists the pairs that were left out, with the reason', async () => {
  const { actions, state, exporter } = await withGallery();
  const skipped = [{ pairId: 'a', error: failure('record-corrupt', 'Its record is damaged.') }];
  exporter.exportDataset.mockResolvedValue({ ok: true, value: { ...exported, skipped } });
  actions.exportDataset();
  await settle();
  expect(state().notices).toMatchObject([
    { tone: 'error', message: '2 pairs exported to set.zip, 3.4 MB. 1 left out: a: Its record is damaged.' },
  ]);
});

it('says that there is nothing to export', async () => {
  const { actions, state, exporter, messages } = await startStudio();
  actions.exportDataset();
  expect(messages()[0]).toContain('nothing to export');
  expect(exporter.exportDataset).not.toHaveBeenCalled();
  expect(state().exporting.phase).toBe('idle');
});

it('says so when all of it was removed in another tab meanwhile', async () => {
  const { actions, state, exporter, pairStore, messages } = await withGallery();
  pairStore.metas.clear();
  actions.exportDataset();
  await settle();
  expect(messages()).toEqual([expect.stringContaining('have been removed meanwhile')]);
  expect(exporter.exportDataset).not.toHaveBeenCalled();
  expect(state().exporting.phase).toBe('idle');
});

it('leaves out of another try what was removed since and can still come back', async () => {
  const { actions, state, exporter, exportedIds } = await withGallery();
  exporter.exportDataset.mockResolvedValueOnce({ ok: false, error: failure('worker-crashed', 'It stopped.') });
  actions.exportDataset();
  await settle();
  const tryAgain = state().notices[0]!.id;
  actions.removePairs(['a']);
  actions.runNoticeAction(tryAgain);
  await settle();
  expect(exportedIds()).toEqual(['c', 'd']);
});

it('offers another try with a new worker after a crash', async () => {
  const { actions, state, exporter, exportedIds } = await withGallery();
  exporter.exportDataset.mockResolvedValueOnce({ ok: false, error: failure('worker-crashed', 'It stopped.') });
  actions.exportDataset();
  await settle();
  expect(exporter.restart).toHaveBeenCalledOnce();
  expect(state().exporting.phase).toBe('idle');
  actions.setSelection(['a', 'b']);
  actions.runNoticeAction(state().notices[0]!.id);
  await settle();
  expect(exportedIds()).toEqual(['a', 'c', 'd']);
  expect(state().exporting.phase).toBe('done');
});

it('exports in memory where storage has no room for the file', async () => {
  const { actions, state, exporter, inMemory, saveFile } = await withGallery();
  exporter.exportDataset.mockResolvedValue({ ok: false, error: failure('storage-full', 'No room for the file.') });
  actions.exportDataset();
  await settle();
  expect(inMemory.mock.lastCall?.[0].pairIds).toEqual(exporter.exportDataset.mock.lastCall?.[0].pairIds);
  expect(saveFile).toHaveBeenCalledOnce();
  expect(state().exporting.phase).toBe('done');
});

it('exports from here what storage has refused to take', async () => {
  const { actions, pairStore, exporter, exportInMemory } = await withGallery();
  await settle(1000);
  pairStore.update = () => Promise.reject(new StudioError(failure('storage-full', 'The disk is full.')));
  actions.tune({ tau: 1 });
  actions.exportDataset();
  await settle();
  expect(exporter.exportDataset).not.toHaveBeenCalled();
  const pairs = await exportInMemory.mock.lastCall?.[0].list();
  expect(pairs?.find(({ id }) => id === 'd')?.tuning.tau).toBe(1);
});

it('ends with a notice when the export fails', async () => {
  const { actions, state, exporter, messages } = await withGallery();
  exporter.exportDataset.mockResolvedValue({ ok: false, error: failure('export-empty', 'No pair is readable.') });
  actions.exportDataset();
  await settle();
  expect(messages()).toEqual(['No pair is readable.']);
  expect(state().exporting.phase).toBe('idle');
});
