import { VOC_20 } from '../../core/prompt/voc-20.ts';
import { pairsToExport } from '../../studio/export/pairs-to-export.ts';
import { judgeList } from '../../studio/lists/judge-list.ts';
import { DEFAULT_TUNING } from '../../studio/settings/defaults.ts';
import { examplesFor } from '../../studio/settings/examples.ts';
import { withClipSkip } from '../../studio/settings/with-clip-skip.ts';
import { withGuidedTimesteps } from '../../studio/settings/with-guided-timesteps.ts';
import { withRenoise } from '../../studio/settings/with-renoise.ts';
import { withSize } from '../../studio/settings/with-size.ts';
import type { PixelSource } from '../../studio/stage-state.ts';
import type { StudioActions } from '../../studio/studio-actions.ts';
import type { Studio, StudioState } from '../../studio/types.ts';
import { fakeEditActions } from './fake-edits.ts';
import { fakeLabelSetActions } from './fake-label-sets.ts';
import { fakeModelActions } from './fake-models.ts';
import { fakePicture, fakeScores, fakeThumbnail, SIDE, segmentFake } from './fake-pixels.ts';
import { fakePreview } from './fake-preview.ts';
import { fakeReviewActions } from './fake-review.ts';

const EXAMPLES = examplesFor(VOC_20);

/** A studio without engine or storage, for looking at the screen: actions change the state and nothing else. */
export function createFakeStudio(initial: StudioState): Studio {
  let state = initial;
  let version = 0;
  const stateListeners = new Set<(state: StudioState, previous: StudioState) => void>();
  const pixelListeners = new Set<() => void>();
  const thumbnails = new Map<string, ImageBitmap | null>();
  let mask: Uint8Array = new Uint8Array();

  function set(change: Partial<StudioState>): void {
    const previous = state;
    state = { ...state, ...change };
    for (const listener of stateListeners) listener(state, previous);
  }
  function pixelsChanged(): void {
    version++;
    for (const listener of pixelListeners) listener();
  }
  function edit(change: Partial<StudioState['draft']>): void {
    const draft = { ...state.draft, ...change };
    set({ draft, preview: fakePreview(draft) });
  }
  const shown = () => state.pairs.find((pair) => pair.id === state.selectedId);
  function segment(): void {
    const pair = shown();
    if (!pair) return;
    const { mask: ids, ...summary } = segmentFake(pair.id, pair.settings.classIds, state.tuning);
    mask = ids;
    set({ segmentation: summary });
    pixelsChanged();
  }
  const job = () => state.jobs[0];

  const actions: StudioActions = {
    setCaption: (caption) => edit({ caption }),
    addClass: (id) => edit({ classIds: [...state.draft.classIds, id] }),
    removeClass: (id) => edit({ classIds: state.draft.classIds.filter((other) => other !== id) }),
    moveClass: (id, to) =>
      edit({ classIds: state.draft.classIds.filter((other) => other !== id).toSpliced(to, 0, id) }),
    changeDraft: edit,
    ...fakeLabelSetActions(() => state, set),
    setQuick(quick) {
      const { quick: _, ...full } = state.draft;
      set({ draft: quick ? { ...full, quick } : full });
    },
    setPictureSize: (size) => set({ draft: withSize(state.draft, size) }),
    setClipSkip: (clipSkip) => set({ draft: withClipSkip(state.draft, clipSkip) }),
    setGuidedTimesteps: (timesteps) => set({ draft: withGuidedTimesteps(state.draft, timesteps) }),
    setRenoise: (timesteps) => set({ draft: withRenoise(state.draft, timesteps) }),
    rollSeed: () => edit({ seed: (state.draft.seed * 48_271) % 2 ** 31 }),
    setSeedLocked: (seedLocked) => set({ seedLocked }),
    useExample(index) {
      const example = EXAMPLES[index];
      if (example) edit({ caption: example.caption, classIds: example.classIds, seed: example.seed });
      actions.generate();
    },
    generate() {
      const isFree = state.jobs.length === 0;
      const added = {
        id: `job-${version++}`,
        state: isFree ? ('running' as const) : ('queued' as const),
        settings: state.draft,
        order: version,
        ...{ step: isFree ? 3 : 0, steps: state.draft.steps, stepMs: 300, remainingMs: 5_100 },
      };
      set({ jobs: [...state.jobs, added], ...(isFree && { selectedId: null, selection: [] }) });
      pixelsChanged();
    },
    enqueue(requests) {
      for (const { settings } of requests) {
        edit(settings);
        actions.generate();
      }
    },
    setPictureCount: (pictureCount) => set({ pictureCount }),
    cancelQueue: () => set({ jobs: [] }),
    removeFailed: (ids) => set({ failedJobs: ids ? state.failedJobs.filter(({ id }) => !ids.includes(id)) : [] }),
    retryFailed: (ids) => actions.removeFailed(ids),
    moveJob(id, toIndex) {
      const moved = state.jobs.find((entry) => entry.id === id);
      const others = state.jobs.filter((entry) => entry.id !== id);
      const started = others.filter((entry) => entry.state !== 'queued').length;
      if (moved) set({ jobs: others.toSpliced(started + toIndex, 0, moved) });
    },
    setQueuePaused: (isPaused) => set({ queue: { ...state.queue, isPaused } }),
    adoptQueue: () => set({ jobs: state.jobs.map((entry) => ({ ...entry, model: null })) }),
    stop: (id) => {
      set({ jobs: state.jobs.filter((entry) => entry.id !== (id ?? job()?.id)) });
      if (state.selectedId === null) actions.selectPair(state.pairs[0]?.id ?? null);
    },
    selectPair(id) {
      set({ selectedId: id, segmentation: null, tuning: shown()?.tuning ?? state.tuning });
      segment();
      pixelsChanged();
    },
    setSelection: (selection) => set({ selection }),
    removePairs: (ids) => set({ pairs: state.pairs.filter((pair) => !ids.includes(pair.id)), selectedId: null }),
    recall: (id) => edit(state.pairs.find((pair) => pair.id === id)?.settings ?? {}),
    ...fakeReviewActions(() => state, set),
    tune(change) {
      const tuning = { ...state.tuning, ...change };
      set({ tuning, pairs: state.pairs.map((pair) => (pair === shown() ? { ...pair, tuning } : pair)) });
      segment();
    },
    resetTuning: () => actions.tune(DEFAULT_TUNING),
    applyTuningToAll() {
      const message = `All ${state.pairs.length} pictures have this tuning now.`;
      set({ notices: [...state.notices, { id: `notice-${version++}`, tone: 'success', message, action: 'Undo' }] });
    },
    setComparing: (isOn) => set({ comparedTuning: isOn ? state.tuning : null }),
    sweepTunings: () => () => undefined,
    setStageTab: (stageTab) => set({ stageTab }),
    setOverlayOpacity: (overlayOpacity) => set({ overlayOpacity }),
    setDatasetColors: (datasetColors) => set({ datasetColors }),
    setShowPixels: (showPixels) => set({ showPixels }),
    toggleClass: (id) =>
      set({
        hiddenClassIds: state.hiddenClassIds.includes(id)
          ? state.hiddenClassIds.filter((other) => other !== id)
          : [...state.hiddenClassIds, id],
      }),
    soloClass: (soloClassId) => set({ soloClassId }),
    setZoom: (zoom) => set({ zoom }),
    showExport: (isExportOpen) => set({ isExportOpen }),
    setExportChoice: (exportChoice) => set({ exportChoice }),
    measureExport: (ids) => set({ exportSize: { ok: true, bytes: 41_000 * ids.length, measuredPairs: 4 } }),
    ...fakeEditActions(() => state, set),
    addClassesTo: (pairId, classIds, words = []) =>
      set({
        adding: {
          pairId,
          names: [...classIds.map(String), ...words],
          phase: 'capturing',
          step: 2,
          steps: 8,
          remainingMs: 3_000,
        },
      }),
    stopAdding: () => set({ adding: null }),
    dropAddedClass: (pairId, classId) =>
      set({
        pairs: state.pairs.map((pair) =>
          pair.id === pairId && pair.addedClasses
            ? { ...pair, addedClasses: pair.addedClasses.filter((one) => one.classId !== classId) }
            : pair,
        ),
      }),
    exportDataset(ids = pairsToExport(state)) {
      const message = 'The disk is full: 12 MB are needed, 3 MB are free. Delete pictures or free some space.';
      set({
        exporting: { phase: 'running', done: 1, total: ids.length, remainingMs: 61_000 },
        notices: [...state.notices, { id: `notice-${version++}`, tone: 'error', message }],
      });
    },
    cancelExport: () => set({ exporting: { phase: 'idle', done: 0, total: 0 } }),
    tellRebuilt: () => undefined,
    dismissNotice: (id) => set({ notices: state.notices.filter((notice) => notice.id !== id) }),
    runNoticeAction: (id) => actions.dismissNotice(id),
    holdNotices: () => undefined,
    setTheme: (theme) => set({ theme }),
    setSingleKeyShortcuts: (singleKeyShortcuts) => set({ singleKeyShortcuts }),
    ...fakeModelActions(() => state, set),
    openPhoto([file]) {
      if (!file) return;
      const photo = {
        fileName: file.name,
        width: 640,
        height: 480,
        address: URL.createObjectURL(file),
        madeWith: null,
      };
      set({ photo });
    },
    closePhoto: () => set({ photo: null }),
    restorePhoto: () => set({ photo: null }),
    maskPhoto() {
      set({ photo: null });
      actions.generate();
    },
    showList: () => set({ list: { phase: 'asking' } }),
    readListText: (text) =>
      void judgeList(
        text,
        null,
        { labelSet: state.labelSet, checkPrompt: () => null, isUnchecked: false },
        () => true,
      ).then((list) => set({ list })),
    readListFile: (file) => void file.text().then(actions.readListText),
    openTextFile: (file) => void file.text().then(actions.readListText),
    exportSettings: () => undefined,
    openSettings: () => undefined,
    enqueueList() {
      set({ list: null });
      actions.generate();
    },
    closeList: () => set({ list: null }),
    setPlanOpen: (isPlanOpen) => set({ isPlanOpen }),
    setPlanForm: (planForm) => set({ planForm }),
    enqueuePlan() {
      set({ isPlanOpen: false });
      actions.generate();
    },
    savePlan: () => undefined,
    restartEngine: () => set({ engine: { phase: 'starting', event: null } }),
  };

  const subject = () => {
    const pair = shown();
    const running = job();
    if (pair) return { id: pair.id, classIds: pair.settings.classIds };
    return running ? { id: running.id, classIds: running.settings.classIds } : null;
  };
  const pixels: PixelSource = {
    subscribe(listener) {
      pixelListeners.add(listener);
      return () => pixelListeners.delete(listener);
    },
    version: () => version,
    picture() {
      const of = subject();
      return of && { width: SIDE, height: SIDE, rgba: fakePicture(of.id, of.classIds) };
    },
    mask: () => (shown() && mask.length > 0 ? { width: SIDE, height: SIDE, ids: mask } : null),
    scores() {
      const of = subject();
      if (!of) return null;
      return {
        ...{ classIds: of.classIds, width: SIDE, height: SIDE },
        values: fakeScores(of.id, of.classIds, state.tuning),
      };
    },
    comparedMask: () => null,
    thumbnail,
  };

  function thumbnail(id: string): ImageBitmap | null {
    const pair = state.pairs.find((entry) => entry.id === id);
    if (pair && !thumbnails.has(id)) {
      thumbnails.set(id, null);
      void fakeThumbnail(id, pair.settings.classIds).then((bitmap) => {
        thumbnails.set(id, bitmap);
        pixelsChanged();
      });
    }
    return thumbnails.get(id) ?? null;
  }

  segment();
  return {
    actions,
    pixels,
    examples: EXAMPLES,
    getState: () => state,
    subscribe(listener) {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
  };
}
