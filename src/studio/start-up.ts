import { StudioError } from '../core/errors.ts';
import { Serial } from '../core/serial.ts';
import type { PairNews, Preferences } from '../storage/types.ts';
import type { StageSelection } from './gallery/stage-selection.ts';
import type { StorageWatch } from './gallery/storage-watch.ts';
import { storeLastChanges } from './gallery/store-last-changes.ts';
import { nextJob } from './jobs/next-job.ts';
import type { QueueBook } from './jobs/queue-book.ts';
import type { LabelSetDesk } from './label-sets/label-set-desk.ts';
import type { ModelDesk } from './models/model-desk.ts';
import { fromPreferences, toPreferences } from './settings/preferences.ts';
import type { PromptDesk } from './settings/prompt-actions.ts';
import { createSettleTimer } from './settle-timer.ts';
import type { StudioBase } from './studio-base.ts';
import { addPairs } from './studio-store.ts';

const PREFERENCES_SETTLE_MS = 500;
const REMEMBERED = [
  'draft',
  'seedLocked',
  'tuning',
  'theme',
  'overlayOpacity',
  'datasetColors',
  'showPixels',
  'stageTab',
  'singleKeyShortcuts',
  'exportChoice',
  'rememberedModel',
  'planForm',
] as const satisfies readonly (keyof Preferences)[];
type RememberedKey = (typeof REMEMBERED)[number];

/**
 * Stores what the last page left, then reads preferences and gallery side by side; the engine starts as soon as the
 * preferences say with which model.
 */
export function startUp(
  base: StudioBase,
  parts: {
    readonly models: Pick<ModelDesk, 'open'>;
    readonly prompt: PromptDesk;
    readonly labelSets: Pick<LabelSetDesk, 'load'>;
    readonly selection: StageSelection;
    readonly storage: StorageWatch;
    readonly book: Pick<QueueBook, 'open'>;
    readonly hear: (news: PairNews) => void;
  },
): {
  readonly flushPreferences: () => Promise<void>;
  /** The preferences that storage has not confirmed; null where it has all. */
  readonly unsavedPreferences: () => Partial<Preferences> | null;
} {
  const { dependencies, store, notices, run, library } = base;
  const { preferences } = dependencies;
  const initial = store.getState();
  /** What is being saved. */
  const saves = new Map<Promise<void>, readonly RememberedKey[]>();
  let loaded = false;

  /** What was changed here since it was handed over to be saved. */
  const changed = new Set<RememberedKey>();
  const inTurn = new Serial();

  /** Over what is stored: another tab may have saved another choice meanwhile. */
  function save(own: Partial<Preferences>): Promise<void> {
    return inTurn.run(async () => {
      const { value, problem } = await preferences.loadPreferences();
      // It is told once: what could not be read is gone from storage.
      if (problem) notices.show({ tone: 'info', message: problem });
      await preferences.savePreferences({ ...(value ?? toPreferences(store.getState())), ...own });
    });
  }

  async function saveChanged(keys: readonly RememberedKey[]): Promise<void> {
    try {
      await save(current(keys));
    } catch (error) {
      for (const key of keys) changed.add(key);
      throw error;
    }
  }

  function current(keys: Iterable<RememberedKey>): Partial<Preferences> {
    const all = toPreferences(store.getState());
    return Object.fromEntries([...keys].map((key) => [key, all[key]]));
  }

  const timer = createSettleTimer(PREFERENCES_SETTLE_MS, () => {
    const keys = [...changed];
    changed.clear();
    const saved = run(() => saveChanged(keys));
    saves.set(saved, keys);
    void saved.then(() => saves.delete(saved));
  });

  function note(isChanged: (key: RememberedKey) => boolean): void {
    const keys = REMEMBERED.filter(isChanged);
    for (const key of keys) changed.add(key);
    if (keys.length > 0) timer.touch();
  }

  async function loadPreferences(): Promise<void> {
    try {
      const [{ value, problem }] = await Promise.all([preferences.loadPreferences(), parts.labelSets.load()]);
      if (problem) notices.show({ tone: 'info', message: problem });
      // What a person has changed in the meantime is newer, and not stored yet.
      const isTouched = (key: RememberedKey) => store.getState()[key] !== initial[key];
      note(isTouched);
      if (!value) return;
      const { labelSet, ...remembered } = fromPreferences(value, store.getState());
      const untouched = Object.entries(remembered).filter(([key]) => !isTouched(key as RememberedKey));
      store.setState({ ...Object.fromEntries(untouched), ...(isTouched('draft') ? {} : { labelSet }) });
    } finally {
      loaded = true;
      parts.prompt.refresh();
    }
  }

  function tellUnreadable(count: number): void {
    if (count === 0) return;
    const what = count === 1 ? 'One picture' : `${count} pictures`;
    const message = `${what} of the gallery cannot be read by this studio and ${count === 1 ? 'is' : 'are'} not shown. Nothing was removed: a newer studio may read ${count === 1 ? 'it' : 'them'}; reload this page to have the newest.`;
    notices.show({ tone: 'error', message });
  }

  async function loadGallery(): Promise<void> {
    try {
      addPairs(store, await library.list());
      tellUnreadable(library.unreadable());
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      notices.show({ tone: 'error', message: `${error.message} New pictures stay until this page closes.` });
    } finally {
      store.setState({ galleryLoaded: true });
    }
    const state = store.getState();
    const newest = state.pairs.at(-1);
    // A running job is on the stage, or about to be.
    const isBusy = nextJob(state) !== null || state.jobs.some((job) => job.state !== 'queued');
    if (newest && state.selectedId === null && !isBusy) parts.selection.show(newest.id);
    parts.storage.refresh();
  }

  store.subscribe((state, previous) => {
    // Settings that are made anew and equal are no choice of anybody's.
    const isNew = (key: RememberedKey) => JSON.stringify(state[key]) !== JSON.stringify(previous[key]);
    if (loaded) note((key) => state[key] !== previous[key] && isNew(key));
  });
  parts.prompt.refresh();
  // One after another: what is being stored is still among what is kept.
  const leftovers = new Serial();
  const storeLast = () => run(() => leftovers.run(() => storeLastChanges(base, save, parts.hear)));
  // In step with what other tabs do to the same pairs.
  dependencies.lastChanges.onKept(() => void storeLast());
  void storeLast().then(() => {
    void run(loadPreferences).then(() => run(() => parts.models.open(store.getState().rememberedModel)));
    void run(loadGallery);
    void parts.book.open();
  });

  return {
    async flushPreferences() {
      timer.flush();
      await Promise.all(saves.keys());
    },
    // What was refused waits in `changed` for the next save.
    unsavedPreferences() {
      const keys = new Set([...changed, ...[...saves.values()].flat()]);
      return keys.size > 0 ? current(keys) : null;
    },
  };
}
