import { StudioError } from '../core/errors.ts';
import { validateLabelSet } from '../core/prompt/label-set.ts';
import { createAddClassDesk } from './added/add-class-desk.ts';
import type { StudioDependencies } from './dependencies.ts';
import { createEditBook } from './edit/edit-book.ts';
import { createEditDesk } from './edit/edit-desk.ts';
import { splitWithEdits, withEdits } from './edit/edited-segmenter.ts';
import { createExportActions } from './export/export-actions.ts';
import { followOtherTabs } from './gallery/follow-other-tabs.ts';
import { createGalleryActions } from './gallery/gallery-actions.ts';
import { hidePairs } from './gallery/hide-pairs.ts';
import { createPairLibrary } from './gallery/pair-library.ts';
import { createPairWriter } from './gallery/pair-writer.ts';
import { createPixelBoard } from './gallery/pixels.ts';
import { createRemovals } from './gallery/removals.ts';
import { createStageSelection } from './gallery/stage-selection.ts';
import { createStorageWatch } from './gallery/storage-watch.ts';
import { createThumbnails } from './gallery/thumbnails.ts';
import { createGenerateActions } from './jobs/generate-actions.ts';
import { createJobQueue } from './jobs/job-queue.ts';
import { createKeepPair } from './jobs/keep-pair.ts';
import { createPhotoDesk } from './jobs/photo-desk.ts';
import { createQueueBook } from './jobs/queue-book.ts';
import { createQueueDesk } from './jobs/queue-desk.ts';
import { createLabelSetDesk } from './label-sets/label-set-desk.ts';
import { createListDesk } from './lists/list-desk.ts';
import { createEngineControl } from './models/engine-control.ts';
import { createKeptModels } from './models/kept-models.ts';
import { createLocalFiles } from './models/local-files.ts';
import { createModelDesk } from './models/model-desk.ts';
import { createSuggestions } from './models/suggested-settings.ts';
import { createNotices } from './notices.ts';
import { createMeasureActions } from './review/measure-pairs.ts';
import { createReviewActions } from './review/review-actions.ts';
import { watchFlags } from './review/watch-flags.ts';
import { createRunTask } from './run-task.ts';
import { examplesFor } from './settings/examples.ts';
import { createPromptDesk } from './settings/prompt-actions.ts';
import { createSettingsDesk } from './settings/settings-desk.ts';
import { startUp } from './start-up.ts';
import type { StudioBase } from './studio-base.ts';
import { createStudioStore } from './studio-store.ts';
import { createApplyTuningToAll } from './tuning/apply-tuning.ts';
import { createCompareTunings } from './tuning/compare-tunings.ts';
import { createPairStage } from './tuning/pair-stage.ts';
import { createSegmenter } from './tuning/segmenter.ts';
import { createSweepTunings } from './tuning/sweep-tunings.ts';
import { createTuningActions } from './tuning/tuning-actions.ts';
import type { Studio } from './types.ts';
import { createViewActions } from './view-actions.ts';

export interface StartedStudio extends Studio {
  /**
   * Writes what still waits for things to settle and ends every open Undo; for `pagehide`. When it returns, what storage has
   * not confirmed is kept for the next page; when it resolves, storage has confirmed or refused it.
   */
  flush(): Promise<void>;
  /** Whether pictures would go with the page, since storage did not take them; for `beforeunload`. */
  hasUnsaved(): boolean;
}

/**
 * Puts the studio together and starts it: after what the last page left, gallery, preferences, tokenizer and engine load
 * side by side.
 * @throws StudioError `settings-invalid` for a label set that masks cannot hold
 */
export function createStudio(dependencies: StudioDependencies): StartedStudio {
  const { labelSet, randomSeed, newId, requestFrame, createThumbnail, reportBug } = dependencies;
  validateLabelSet(labelSet);
  const store = createStudioStore(labelSet, randomSeed(), dependencies.engineOptions.baseUrl);
  const notices = createNotices(store, newId);
  const run = createRunTask(notices, reportBug);
  const library = createPairLibrary(dependencies.pairStore);
  const writer = createPairWriter(library, run, (id) => hidePairs(store, selection, [id]));
  const segmenter = createSegmenter(dependencies.tuning);
  const thumbnails = createThumbnails(
    library.readPicture,
    createThumbnail,
    () => pixels.changed(),
    (error) => {
      // Opening the pair tells what is wrong with it; a strip of notices would not help.
      if (!(error instanceof StudioError)) reportBug(error);
    },
  );
  const pixels = createPixelBoard(requestFrame, thumbnails.get);
  const edits = createEditBook({ dependencies, store, notices, run, library }, (sheet) => desk.replaced(sheet));
  const desk = createEditDesk({ store, notices, run, pixels, writer }, edits, () => stage.refresh());
  const segment = withEdits(segmenter.segment, async (id) => desk.liveLayer(id) ?? edits.layerOf(id));
  const base: StudioBase = { dependencies, store, notices, run, pixels, library, writer, segment };

  const removals = createRemovals(base, () => storage.refresh());
  const storage = createStorageWatch(base, removals);
  const stage = createPairStage(base, { desk, book: edits, split: segmenter.split });
  const selection = createStageSelection(base, stage);
  const prompt = createPromptDesk(store, notices, randomSeed);
  const labelSets = createLabelSetDesk(base, prompt);
  const engine = createEngineControl(base, prompt);
  const kept = createKeptModels(base, storage);
  const models = createModelDesk(base, { engine, kept, storage, suggest: createSuggestions(base, prompt) });
  const book = createQueueBook(base);
  const queue = createJobQueue(base, book, engine, selection, createKeepPair(base, storage), async (settings) => {
    prompt.edit(settings);
    await flush();
  });
  const examples = examplesFor(labelSet);
  const lists = createListDesk(base, { queue, book, prompt, selection });

  for (const message of dependencies.openingProblems) notices.show({ tone: 'info', message, stays: true });
  watchFlags(base);
  const hear = followOtherTabs(base, selection, stage, desk);
  const { flushPreferences, unsavedPreferences } = startUp(base, {
    models,
    prompt,
    labelSets,
    selection,
    storage,
    book,
    hear,
  });

  // A thumbnail that could not be read has another chance when its pair is opened.
  store.subscribe(({ selectedId }, previous) => {
    if (selectedId !== null && selectedId !== previous.selectedId) thumbnails.retry(selectedId);
  });

  async function flush(): Promise<void> {
    desk.actions.endStroke();
    const settled = Promise.all([removals.settle(), writer.flush(), flushPreferences(), edits.flush()]);
    const changes = {
      pairs: writer.unwritten(),
      edits: edits.unstored(),
      removedIds: removals.leavingIds(),
      preferences: unsavedPreferences(),
    };
    const changedPairs = [changes.pairs, changes.edits].flatMap(Object.keys);
    const nothing = changedPairs.length + changes.removedIds.length === 0 && !changes.preferences;
    // A page that closes has no time for what is under way; then the next one does it.
    const forget = nothing ? () => {} : dependencies.lastChanges.keep(changes);
    await settled;
    // In a task of its own: writes that are refused at once end while the page is still closing, and the next page may
    // store them.
    setTimeout(forget);
  }

  return {
    actions: {
      ...prompt.actions,
      ...labelSets.actions,
      ...createQueueDesk(base, book, queue),
      ...createGenerateActions(base, { engine, queue, prompt, selection, examples }),
      ...models.actions,
      ...createLocalFiles(base, { checkModel: models.actions.checkModel, refuse: models.refuse }),
      ...createPhotoDesk(base, { queue, selection, prompt }),
      ...lists,
      ...createSettingsDesk(base, { prompt, selection, readListFile: lists.readListFile }),
      ...createGalleryActions(base, selection, removals),
      ...createReviewActions(base),
      ...createMeasureActions(base),
      askToKeep: storage.askToKeep,
      ...createTuningActions(base, stage),
      applyTuningToAll: createApplyTuningToAll(base, stage),
      ...createSweepTunings(base),
      ...createCompareTunings(base, splitWithEdits(segmenter.split, edits.layerOf)),
      ...createAddClassDesk(base, { engine, stage }),
      ...desk.actions,
      ...createViewActions(store),
      ...createExportActions(base, storage),
      tellRebuilt: () =>
        notices.show({
          tone: 'info',
          message:
            'Page translation or an extension changed this page, so the screen was built anew. Nothing is lost. If it happens again, switch it off for this page.',
          stays: true,
        }),
      dismissNotice: notices.dismiss,
      runNoticeAction: notices.runAction,
      holdNotices: notices.hold,
    },
    pixels,
    examples,
    getState: store.getState,
    subscribe: store.subscribe,
    flush,
    hasUnsaved: () => library.unsavedCount() > 0 || book.hasUnstored(),
  };
}
