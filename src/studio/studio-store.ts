import { createStore, type StoreApi } from 'zustand/vanilla';
import { DEFAULT_EXPORT_CHOICE } from '../core/dataset/export-choice.ts';
import { BUILT_IN_LABEL_SETS } from '../core/prompt/label-sets/own-label-set.ts';
import type { LabelSet } from '../core/prompt/types.ts';
import { WHOLE_GALLERY } from '../core/review/show-pairs.ts';
import type { PairMeta } from '../storage/types.ts';
import { NO_PAINTING } from './edit/types.ts';
import type { KnownLabelSet } from './label-sets/label-set-state.ts';
import { BUNDLED_MODEL, offeredModels } from './models/offered-models.ts';
import { DEFAULT_TUNING, defaultDraft } from './settings/defaults.ts';
import type { StudioState } from './types.ts';

export type StudioStore = StoreApi<StudioState>;

export function createStudioStore(labelSet: LabelSet, seed: number, baseUrl: string): StudioStore {
  const offered = offeredModels(baseUrl);
  const bundled = offered.find(({ isBundled }) => isBundled);
  return createStore<StudioState>(() => ({
    engine: { phase: 'starting', event: null },
    model: { name: bundled?.name ?? 'Model', address: bundled?.address ?? null, previousName: null },
    shelf: { offered, kept: null, keptProblem: null },
    candidate: null,
    rememberedModel: BUNDLED_MODEL,
    photo: null,
    list: null,
    isPlanOpen: false,
    planForm: null,
    labelSet,
    labelSets: withBuiltIn(labelSet),
    draft: defaultDraft(labelSet.id, seed),
    seedLocked: false,
    preview: null,
    jobs: [],
    failedJobs: [],
    queue: { isPaused: false, isElsewhere: false, made: 0, msPerCall: null },
    pictureCount: 1,
    galleryLoaded: false,
    pairs: [],
    selectedId: null,
    selection: [],
    flags: {},
    galleryView: WHOLE_GALLERY,
    isGridOpen: false,
    unreadPictures: 0,
    measuring: null,
    tuning: DEFAULT_TUNING,
    segmentation: null,
    recordShape: null,
    stageTab: 'overlay',
    overlayOpacity: 0.6,
    datasetColors: false,
    showPixels: false,
    hiddenClassIds: [],
    soloClassId: null,
    zoom: 0,
    isExportOpen: false,
    exportChoice: DEFAULT_EXPORT_CHOICE,
    exportSize: null,
    painting: NO_PAINTING,
    adding: null,
    comparedTuning: null,
    exporting: { phase: 'idle', done: 0, total: 0 },
    notices: [],
    theme: 'system',
    singleKeyShortcuts: true,
    storage: null,
  }));
}

function withBuiltIn(labelSet: LabelSet): KnownLabelSet[] {
  const sets = new Map([...BUILT_IN_LABEL_SETS, labelSet].map((set) => [set.id, set]));
  return [...sets.values()].map((set) => ({ set, createdAt: null, isRetired: false }));
}

export function findPair(store: StudioStore, id: string): PairMeta | undefined {
  return store.getState().pairs.find((pair) => pair.id === id);
}

export function patchPair(store: StudioStore, id: string, change: Partial<PairMeta>): void {
  store.setState(({ pairs }) => ({ pairs: pairs.map((pair) => (pair.id === id ? { ...pair, ...change } : pair)) }));
}

/** The same for many at once: everybody who listens goes through the whole gallery at each change. */
export function patchPairs(store: StudioStore, changes: ReadonlyMap<string, Partial<PairMeta>>): void {
  if (changes.size === 0) return;
  store.setState(({ pairs }) => ({
    pairs: pairs.map((pair) => (changes.has(pair.id) ? { ...pair, ...changes.get(pair.id) } : pair)),
  }));
}

/** Adds pairs in the gallery's order, oldest first; one that is there already stays as it is. */
export function addPairs(store: StudioStore, added: readonly PairMeta[]): void {
  store.setState(({ pairs }) => {
    const known = new Set(pairs.map(({ id }) => id));
    const all = [...pairs, ...added.filter(({ id }) => !known.has(id))];
    return { pairs: all.sort((a, b) => compare(a.createdAt, b.createdAt) || compare(a.id, b.id)) };
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
