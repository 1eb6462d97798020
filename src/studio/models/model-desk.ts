import { MAX_WINDOW_BINS } from '../../core/attention/window-bins.ts';
import { type Failure, type Result, StudioError } from '../../core/errors.ts';
import type { NetworkRole } from '../../models/package/model-paths.ts';
import type { ChosenExports, ModelCheck, ModelChoice } from '../../rpc/contract.ts';
import type { RememberedModel } from '../../storage/types.ts';
import { answerWithin } from '../answer-within.ts';
import type { StorageWatch } from '../gallery/storage-watch.ts';
import { defaultTuningOn } from '../settings/defaults.ts';
import type { StudioActions } from '../studio-actions.ts';
import type { StudioBase } from '../studio-base.ts';
import { fitTuning } from '../tuning/fit-tuning.ts';
import type { EngineControl } from './engine-control.ts';
import type { KeptModels } from './kept-models.ts';
import { isSameModel, type KnownModel, knowModel } from './known-model.ts';
import { BUNDLED_MODEL } from './offered-models.ts';
import { reachableAddress } from './reachable-address.ts';
import type { createSuggestions } from './suggested-settings.ts';

/** Files of this device, of which the first bytes are read; a graphics process is waited for ten seconds. */
const LOOK_WITHIN_MS = 60_000;

type ModelActions = Pick<
  StudioActions,
  | 'checkModel'
  | 'chooseExport'
  | 'leaveCandidate'
  | 'loadModel'
  | 'loadPreviousModel'
  | 'readKeptModels'
  | 'removeKeptModel'
>;

export interface ModelDesk {
  readonly actions: ModelActions;
  /** Starts the first engine of this visit, with what the last one used where that can be had without asking. */
  open(remembered: RememberedModel): Promise<void>;
  /** Says why something that was chosen is no model. */
  refuse(name: string, failure: Failure): void;
}

/** Models are looked at, loaded, and left again for the one before. */
export function createModelDesk(
  { dependencies, store, notices, run }: StudioBase,
  parts: {
    readonly engine: Pick<EngineControl, 'load' | 'gpuIsKnown'>;
    readonly kept: KeptModels;
    readonly storage: Pick<StorageWatch, 'keptSomething'>;
    readonly suggest: ReturnType<typeof createSuggestions>;
  },
): ModelDesk {
  const { engine: client, engineOptions, reportBug } = dependencies;
  const bundled = know(BUNDLED_MODEL);
  let current = bundled;
  let previous: KnownModel | null = null;
  let candidate: KnownModel | null = null;
  /** Counts candidates: a check's answer is for the one that asked. */
  let look = 0;
  /** Counts loads: a model that was remembered takes no other's place. */
  let loads = 0;
  /** The model that the settings in the prompt column were made for. */
  let suited = bundled;

  function know(choice: ModelChoice | RememberedModel): KnownModel {
    return knowModel(choice, store.getState().shelf.offered);
  }

  function load(next: KnownModel): void {
    loads++;
    if (store.getState().engine.phase === 'ready') previous = current;
    if (!previous || isSameModel(previous, next)) previous = isSameModel(next, bundled) ? null : bundled;
    current = next;
    const { name, address } = next;
    store.setState({ model: { name, address, previousName: previous?.name ?? null } });
    parts.engine.load(next.choice, next.exports);
  }

  async function check(choice: ModelChoice, exports: ChosenExports = {}): Promise<Result<ModelCheck>> {
    const options = { ...engineOptions, model: choice, exports, gpuIsKnown: parts.engine.gpuIsKnown() };
    try {
      const result = await client.check(options);
      if (result.ok || result.error.code !== 'worker-crashed') return result;
      // The failure on the screen took the worker with it, or another model was put in its place meanwhile.
      if (store.getState().engine.phase === 'failed') client.restart();
      return await client.check(options);
    } catch (error) {
      reportBug(error);
      const what = error instanceof Error ? error.message : String(error);
      return { ok: false, error: { code: 'worker-crashed', message: `The studio met a bug: ${what}` } };
    }
  }

  /** @param before what was found of the same model with other exports */
  function lookAt(next: KnownModel, before?: ModelCheck): number {
    candidate = next;
    const { name, address } = next;
    store.setState({ candidate: { name, address, check: { phase: 'running', ...(before ? { before } : {}) } } });
    return ++look;
  }

  function refuse(name: string, { code, message }: Failure): void {
    look++;
    candidate = null;
    const error: Failure = { code, message };
    store.setState({ candidate: { name, address: null, check: { phase: 'failed', error } } });
  }

  async function checkModel(choice: ModelChoice): Promise<void> {
    let next: KnownModel;
    try {
      next = know(
        choice.kind === 'url' ? { kind: 'url', url: reachableAddress(choice.url, engineOptions.baseUrl) } : choice,
      );
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      return refuse(choice.kind === 'url' ? choice.url : '', error);
    }
    await judge(next);
  }

  async function chooseExport(role: NetworkRole, path: string): Promise<void> {
    const found = store.getState().candidate?.check;
    if (candidate && found?.phase === 'done') {
      const exports = found.value.exports.map((one) => (one.role === role ? { ...one, chosen: path } : one));
      await judge({ ...candidate, exports: { ...candidate.exports, [role]: path } }, { ...found.value, exports });
    }
  }

  async function judge(next: KnownModel, before?: ModelCheck): Promise<void> {
    const thisLook = lookAt(next, before);
    const result = await check(next.choice, next.exports);
    if (thisLook !== look) return;
    const known = result.ok ? { ...next, name: result.value.label } : next;
    candidate = known;
    store.setState({
      candidate: {
        name: known.name,
        address: known.address,
        check: result.ok ? { phase: 'done', value: result.value } : { phase: 'failed', error: result.error },
      },
    });
  }

  async function open(remembered: RememberedModel): Promise<void> {
    const known = know(remembered);
    suited = known;
    if (isSameModel(known, bundled)) return load(bundled);
    if (known.address === null) {
      fallBack(`The model from the folder "${known.name}" has to be chosen again: a page may not open it by itself.`);
      return;
    }
    store.setState(({ model }) => ({ model: { ...model, name: known.name, address: known.address } }));
    const stored: ModelChoice = { kind: 'cached', model: known.address };
    const loadsBefore = loads;
    const result = await answerWithin(LOOK_WITHIN_MS, check(stored));
    if (loads !== loadsBefore) return;
    if (!result) {
      // The worker may not hear anything else either.
      client.restart();
      fallBack(`Looking at ${known.name} took longer than ${LOOK_WITHIN_MS / 1000} seconds.`);
      return;
    }
    if (result.ok && result.value.preflight.verdict !== 'impossible') {
      load({ ...known, name: result.value.label, choice: stored });
      return;
    }
    const why = result.ok ? result.value.preflight.findings[0]?.message : result.error.message;
    fallBack(`${known.name} cannot be opened without downloading it again. ${why ?? ''}`.trim());
  }

  function fallBack(why: string): void {
    notices.show({ tone: 'info', message: `${why} ${bundled.name} is loaded instead.`, stays: true });
    load(bundled);
  }

  function ready(): void {
    const { engine, tuning, selectedId } = store.getState();
    if (engine.phase !== 'ready') return;
    const { model } = engine.info;
    const { name, origin, suggested, crossSides, selfSides } = model;
    const isOther = !isSameModel(suited, current);
    store.setState({
      model: { name, address: current.address, previousName: null },
      rememberedModel: current.remembered,
    });
    // A pair on the stage keeps its tuning; the next picture's is fitted when it begins.
    if (selectedId === null) {
      const shape = { crossSides, selfSides, windowBins: MAX_WINDOW_BINS };
      const suitable = isOther ? { ...tuning, crossSides: defaultTuningOn(model).crossSides } : tuning;
      store.setState({ tuning: fitTuning(suitable, shape).tuning });
    }
    if (isOther) parts.suggest(name, suggested);
    suited = current;
    if (origin.kind === 'catalogue' || origin.kind === 'url') parts.storage.keptSomething();
  }

  store.subscribe(({ engine }, before) => {
    if (engine.phase === before.engine.phase) return;
    // A download has ended or was broken off, if there was one; before the list is first looked at nobody waits for it.
    if (store.getState().shelf.kept !== null) parts.kept.refresh();
    if (engine.phase === 'ready') ready();
    else store.setState(({ model }) => ({ model: { ...model, previousName: previous?.name ?? null } }));
  });

  return {
    open,
    refuse,
    actions: {
      checkModel: (choice) => void run(() => checkModel(choice)),
      chooseExport: (role, path) => void run(() => chooseExport(role, path)),
      leaveCandidate() {
        look++;
        candidate = null;
        store.setState({ candidate: null });
      },
      loadModel() {
        const chosen = candidate;
        const check = store.getState().candidate?.check;
        if (!chosen || check?.phase !== 'done' || check.value.preflight.verdict === 'impossible') return;
        candidate = null;
        store.setState({ candidate: null });
        load(chosen);
      },
      loadPreviousModel() {
        if (previous) load(previous);
      },
      readKeptModels: parts.kept.refresh,
      removeKeptModel: parts.kept.remove,
    },
  };
}
