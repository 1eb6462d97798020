import { StudioError } from '../core/errors.ts';
import { Serial } from '../core/serial.ts';
import type { PairNews, Preferences } from '../storage/types.ts';
import type { StageSelection } from './gallery/stage-selection.ts';
import type { StorageWatch } from './gallery/storage-watch.ts';
import { storeLastChanges } from './gallery/store-last-changes.ts';
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
  'rememberedModel',
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
    readonly selection: StageSelection;
    readonly storage: StorageWatch;
    readonly hear: (news: PairNews) => void;
  },
): {
  readonly flushPreferences: () => Promise<void>;
  /** The preferences, if storage has not confirmed all that was handed to it; null otherwise. */
  readonly unsavedPreferences: () => Preferences | null;
} {
  const { dependencies, store, notices, run, library } = base;
  const { preferences, labelSet } = dependencies;
  const initial = store.getState();
  const saves = new Set<Promise<void>>();
  let loaded = false;

  /** What was changed here since it was handed over to be saved. */
  const changed = new Set<RememberedKey>();
  const inTurn = new Serial();

  /** Over what is stored: another tab may have saved another choice meanwhile. */
  async function save(keys: readonly RememberedKey[], current: Preferences): Promise<void> {
    try {
      const { value } = await preferences.loadPreferences();
      const own = Object.fromEntries(keys.map((key) => [key, current[key]]));
      await preferences.savePreferences(value ? { ...value, ...own } : current);
    } catch (error) {
      for (const key of keys) changed.add(key);
      throw error;
    }
  }

  const timer = createSettleTimer(PREFERENCES_SETTLE_MS, () => {
    const current = toPreferences(store.getState());
    const keys = [...changed];
    changed.clear();
    const saved = run(() => inTurn.run(() => save(keys, current)));
    saves.add(saved);
    void saved.then(() => saves.delete(saved));
  });

  function note(isChanged: (key: RememberedKey) => boolean): void {
    const keys = REMEMBERED.filter(isChanged);
    for (const key of keys) changed.add(key);
    if (keys.length > 0) timer.touch();
  }

  async function loadPreferences(): Promise<void> {
    try {
      const { value, problem } = await preferences.loadPreferences();
      if (problem) notices.show({ tone: 'info', message: problem });
      // What a person has changed in the meantime is newer, and not stored yet.
      const isTouched = (key: RememberedKey) => store.getState()[key] !== initial[key];
      note(isTouched);
      if (!value) return;
      const remembered = Object.entries(fromPreferences(value, labelSet));
      store.setState(Object.fromEntries(remembered.filter(([key]) => !isTouched(key as RememberedKey))));
    } finally {
      loaded = true;
      parts.prompt.refresh();
    }
  }

  async function loadGallery(): Promise<void> {
    try {
      addPairs(store, await library.list());
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      notices.show({ tone: 'error', message: `${error.message} New pictures stay until this page closes.` });
    } finally {
      store.setState({ galleryLoaded: true });
    }
    const { pairs, selectedId, jobs } = store.getState();
    const newest = pairs.at(-1);
    if (newest && selectedId === null && jobs.length === 0) parts.selection.show(newest.id);
    parts.storage.refresh();
  }

  store.subscribe((state, previous) => {
    if (loaded) note((key) => state[key] !== previous[key]);
  });
  parts.prompt.refresh();
  // One after another: what is being stored is still among what is kept.
  const leftovers = new Serial();
  const storeLast = () => run(() => leftovers.run(() => storeLastChanges(base, parts.hear)));
  // In step with what other tabs do to the same pairs.
  dependencies.lastChanges.onKept(() => void storeLast());
  void storeLast().then(() => {
    void run(loadPreferences).then(() => run(() => parts.models.open(store.getState().rememberedModel)));
    void run(loadGallery);
  });

  return {
    async flushPreferences() {
      timer.flush();
      await Promise.all(saves);
    },
    // What was refused waits in `changed` for the next save.
    unsavedPreferences: () => (saves.size + changed.size > 0 ? toPreferences(store.getState()) : null),
  };
}
