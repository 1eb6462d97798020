import { StudioError } from '../core/errors.ts';
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
import type { StudioState } from './types.ts';

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

  const timer = createSettleTimer(PREFERENCES_SETTLE_MS, () => {
    const current = toPreferences(store.getState());
    const saved = run(() => preferences.savePreferences(current));
    saves.add(saved);
    void saved.then(() => saves.delete(saved));
  });

  async function loadPreferences(): Promise<void> {
    try {
      const { value, problem } = await preferences.loadPreferences();
      if (problem) notices.show({ tone: 'info', message: problem });
      // What a person has changed in the meantime is newer, and not stored yet.
      const isTouched = (key: keyof StudioState) => store.getState()[key] !== initial[key];
      if (REMEMBERED.some(isTouched)) timer.touch();
      if (!value) return;
      const remembered = Object.entries(fromPreferences(value, labelSet));
      store.setState(Object.fromEntries(remembered.filter(([key]) => !isTouched(key as keyof StudioState))));
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
    if (loaded && REMEMBERED.some((key) => state[key] !== previous[key])) timer.touch();
  });
  parts.prompt.refresh();
  const storeLast = () => run(() => storeLastChanges(base, parts.hear));
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
    unsavedPreferences: () => (saves.size > 0 ? toPreferences(store.getState()) : null),
  };
}
