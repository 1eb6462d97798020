import { appendClasses, layoutOf, takeClasses } from '../../core/attention/append-columns.ts';
import type { AttentionRecord } from '../../core/attention/types.ts';
import type { AddedClass } from '../../core/dataset/types.ts';
import { type Failure, StudioError } from '../../core/errors.ts';
import { isWordId, pairClassIds } from '../../core/pair-classes.ts';
import type { LabelClass } from '../../core/prompt/types.ts';
import type { GenerateEvent } from '../../rpc/contract.ts';
import { addedElsewhere } from '../../storage/pairs/added-classes.ts';
import type { PairChange } from '../../storage/types.ts';
import { createStopWatch } from '../jobs/stop-watch.ts';
import { findLabelSet, labelSetOf } from '../label-sets/known-label-sets.ts';
import type { EngineControl } from '../models/engine-control.ts';
import { pickClasses } from '../settings/preview-prompt.ts';
import type { StudioActions } from '../studio-actions.ts';
import type { StudioBase } from '../studio-base.ts';
import { findPair, patchPair } from '../studio-store.ts';
import type { LoadedPair, PairStage } from '../tuning/pair-stage.ts';
import { factsOf } from '../tuning/segmentation-notes.ts';
import { addingBlocker } from './adding-blocker.ts';
import type { AddingState } from './adding-state.ts';
import { wordsFor } from './words.ts';

/** These break the engine, not the job. */
const BREAKS_ENGINE: ReadonlySet<Failure['code']> = new Set(['worker-crashed', 'device-lost', 'out-of-memory']);

interface RunningAddition {
  readonly jobId: string;
  isSent: boolean;
  isStopped: boolean;
  /** Ends waiting for the engine's answer. */
  leave: () => void;
}

/** Classes that are added to finished pictures, and taken out again. One capture at a time; the engine does it in its turn. */
export function createAddClassDesk(
  { dependencies, store, notices, run, library, writer, segment }: StudioBase,
  { engine, stage }: { readonly engine: EngineControl; readonly stage: Pick<PairStage, 'open'> },
): Pick<StudioActions, 'addClassesTo' | 'stopAdding' | 'dropAddedClass'> {
  const { engine: client, newId } = dependencies;
  const stopWatch = createStopWatch({ notices }, engine);
  let current: RunningAddition | null = null;

  const show = (change: Partial<AddingState>) =>
    store.setState(({ adding }) => ({ adding: adding && { ...adding, ...change } }));

  async function add(pairId: string, classIds: readonly number[], words: readonly string[]): Promise<void> {
    const state = store.getState();
    const pair = findPair(store, pairId);
    if (!pair || classIds.length + words.length === 0) return;
    const blocker = addingBlocker(state, pair, state.selectedId === pairId ? (state.recordShape ?? null) : null);
    if (blocker) {
      notices.show({ tone: 'error', message: `Nothing was added. ${blocker}` });
      return;
    }
    const job: RunningAddition = { jobId: newId(), isSent: false, isStopped: false, leave: () => undefined };
    const left = new Promise<null>((resolve) => {
      job.leave = () => resolve(null);
    });
    current = job;
    const session = engine.session();
    try {
      const { settings, provenance } = pair;
      const labelSet = labelSetOf(state, settings);
      const added = [...pickClasses({ ...settings, classIds }, labelSet), ...wordsFor(pair, words)];
      const names = added.map(({ promptName }) => promptName);
      store.setState({ adding: { pairId, names, phase: 'waiting', step: 0, steps: 0, remainingMs: 0 } });
      const classes = pickClasses({ ...settings, classIds: pairClassIds(pair) }, labelSet);
      const [picture, record] = await Promise.all([library.readPicture(pairId), library.readRecord(pairId)]);
      // The engine knows a job once it is sent: it ignored a cancel that came before.
      if (job.isStopped) return;
      job.isSent = true;
      const { prompt } = provenance;
      const request = { jobId: job.jobId, picture, settings, prompt, classes, added, layout: layoutOf(record) };
      const answer = await Promise.race([client.addClasses(request, follow), left]);
      // The stop may have been on its way when the maps were made.
      if (job.isStopped || !answer) return;
      if (!answer.ok) {
        tellFailure(answer.error, session, () => void run(() => add(pairId, classIds, words)));
        return;
      }
      engine.pictureDone();
      show({ phase: 'saving' });
      const { capture, record: columns } = answer.value;
      const entries = added.map(({ id: classId, name }) => ({
        ...(isWordId(classId) ? { classId, word: name } : { classId }),
        capture,
      }));
      await keepThen(pairId, entries, columns, () => tellAdded(pairId, added));
    } finally {
      current = null;
      stopWatch.ended();
      store.setState({ adding: null });
    }
  }

  function follow(event: GenerateEvent): void {
    if (event.kind === 'encoding') show({ phase: 'capturing' });
    else if (event.kind === 'step') {
      const { step, steps, remainingMs } = event;
      show({ phase: 'capturing', step, steps, remainingMs });
    }
  }

  function tellFailure(failure: Failure, session: number, again: () => void): void {
    if (failure.code === 'cancelled') return;
    if (BREAKS_ENGINE.has(failure.code)) engine.recover(session, failure);
    const message = `Nothing was added. ${failure.message}`;
    notices.show({ tone: 'error', message, action: { label: 'Try again', run: again } });
  }

  function tellAdded(pairId: string, added: readonly LabelClass[]): void {
    const pair = findPair(store, pairId);
    if (!pair) return;
    const named = (some: readonly LabelClass[]) => some.map(({ promptName }) => promptName).join(', ');
    const classes = added.filter(({ id }) => !isWordId(id));
    const words = added.filter(({ id }) => isWordId(id));
    const pixelless = classes.filter(({ id }) => !pair.pixels.classes[id]);
    const told = [
      classes.length > 0 && pixelless.length === 0 ? `Added to the mask: ${named(classes)}.` : '',
      pixelless.length > 0
        ? `Added: ${named(classes)}. Under this tuning no pixel of the mask is ${named(pixelless)}.`
        : '',
      words.length > 0 ? `Added to the heatmaps: ${named(words)}.` : '',
    ];
    const message = told.filter(Boolean).join(' ');
    const ids = added.map(({ id }) => id);
    notices.show({ tone: 'success', message, action: { label: 'Undo', run: () => void run(() => drop(pairId, ids)) } });
  }

  /** What was captured is not lost where storage refuses it now. */
  function keepThen(id: string, classes: readonly AddedClass[], columns: AttentionRecord, tell: () => void) {
    const keeping = (): Promise<void> =>
      run(
        async () => {
          await keep(id, classes, columns);
          tell();
        },
        { label: 'Save again', run: () => void keeping() },
      );
    return keeping();
  }

  /** Puts columns of new classes into a pair. */
  async function keep(id: string, classes: readonly AddedClass[], columns: AttentionRecord): Promise<void> {
    const [picture, own] = await Promise.all([library.readPicture(id), library.readRecord(id)]);
    const twice = columns.classIds.filter((one) => own.classIds.includes(one));
    if (twice.length > 0) throw addedElsewhere(id, twice);
    const record = appendClasses(own, columns);
    const change = await maskChange(id, { picture, record });
    const addedClasses = await library.addClasses(id, { classes, record: columns, revision: newId(), change });
    patchPair(store, id, { ...change, addedClasses });
    showOnStage(id, { picture, record });
  }

  /** What its mask says under another record. Nothing where a slider has moved meanwhile: then the stage notes a newer mask. */
  async function maskChange(id: string, { picture, record }: LoadedPair): Promise<PairChange> {
    // What waits was told by the old record.
    await writer.flush();
    const tuning = findPair(store, id)?.tuning;
    if (!tuning) return {};
    const result = await segment({ id, record, picture }, tuning);
    if (!result.ok || findPair(store, id)?.tuning !== tuning) return {};
    return factsOf(result.value);
  }

  function showOnStage(id: string, atHand?: LoadedPair): void {
    if (store.getState().selectedId === id) void run(() => stage.open(id, atHand));
  }

  async function drop(id: string, classIds: readonly number[]): Promise<void> {
    const pair = findPair(store, id);
    const dropped = pair?.addedClasses?.filter(({ classId }) => classIds.includes(classId)) ?? [];
    if (!pair || dropped.length === 0) return;
    const loaded = await load(id);
    const others = loaded?.record.classIds.filter((one) => !classIds.includes(one));
    const left = loaded && others ? { ...loaded, record: takeClasses(loaded.record, others) } : null;
    const change = left ? await maskChange(id, left) : {};
    const addedClasses = await library.dropClasses(id, classIds, change);
    patchPair(store, id, { ...change, addedClasses });
    const { soloClassId, hiddenClassIds } = store.getState();
    if (store.getState().selectedId === id) {
      store.setState({
        soloClassId: soloClassId !== null && classIds.includes(soloClassId) ? null : soloClassId,
        hiddenClassIds: hiddenClassIds.filter((one) => !classIds.includes(one)),
      });
    }
    showOnStage(id, left ?? undefined);
    const classes = findLabelSet(store.getState(), pair.settings.labelSetId)?.classes ?? [];
    const names = dropped.map(
      ({ classId, word }) => word ?? classes.find((one) => one.id === classId)?.promptName ?? `class ${classId}`,
    );
    const columns = loaded && takeClasses(loaded.record, classIds);
    const entries = dropped.map(({ revision: _, ...entry }) => entry);
    notices.show({
      tone: 'info',
      message: `Taken out: ${names.join(', ')}.`,
      ...(columns && {
        action: { label: 'Undo', run: () => void keepThen(id, entries, columns, () => undefined) },
      }),
    });
  }

  /** Null where it cannot be read: the classes can go all the same, and that may be the way out. */
  async function load(id: string): Promise<LoadedPair | null> {
    try {
      const [picture, record] = await Promise.all([library.readPicture(id), library.readRecord(id)]);
      return { picture, record };
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      return null;
    }
  }

  return {
    addClassesTo: (pairId, classIds, words = []) => void run(() => add(pairId, classIds, words)),
    stopAdding() {
      const job = current;
      // Maps that are made are not thrown away for being stopped while they are stored.
      if (!job || job.isStopped || store.getState().adding?.phase === 'saving') return;
      job.isStopped = true;
      if (!job.isSent) return;
      void run(() => client.cancel(job.jobId));
      // Behind a picture it would end only with that: nobody has to wait for it.
      if (store.getState().adding?.phase === 'waiting') job.leave();
      else stopWatch.asked();
    },
    dropAddedClass: (pairId, classId) => void run(() => drop(pairId, [classId])),
  };
}
