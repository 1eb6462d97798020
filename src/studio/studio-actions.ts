import type { ExportChoice } from '../core/dataset/export-choice.ts';
import type { GenerationSettings } from '../core/dataset/types.ts';
import type { GuidedTimesteps } from '../core/diffusion/types.ts';
import type { Result } from '../core/errors.ts';
import type { GridSize } from '../core/grid-size.ts';
import type { PlanForm, PlannedScene } from '../core/plan/types.ts';
import type { LabelSet } from '../core/prompt/types.ts';
import type { PairFilter, PairOrder } from '../core/review/types.ts';
import type { TuningSettings } from '../core/segmentation/types.ts';
import type { NetworkRole } from '../models/package/model-paths.ts';
import type { ModelChoice } from '../rpc/contract.ts';
import type { PairMeta } from '../storage/types.ts';
import type { EditActions } from './edit/types.ts';
import type { QueuePlace, QueueRequest } from './jobs/queue-state.ts';
import type { EditedLabelSet, LabelSetFile } from './label-sets/label-set-state.ts';
import type { ThemeChoice } from './settings/theme-choice.ts';
import type { StageTab, SweptMask } from './stage-state.ts';

/** Everything a person can do. Actions live outside React; components call them and read the store. */
export interface StudioActions extends EditActions {
  setCaption(caption: string): void;
  addClass(classId: number): void;
  removeClass(classId: number): void;
  moveClass(classId: number, toIndex: number): void;
  changeDraft(change: Partial<Omit<GenerationSettings, 'caption' | 'classIds'>>): void;
  /** Takes another label set for the next pictures; classes that both have stay. */
  chooseLabelSet(id: string): void;
  /** Keeps a set as a new version and takes it; resolves once it is stored, or with why it cannot be. */
  saveLabelSet(edited: EditedLabelSet): Promise<Result<LabelSet>>;
  /** Saves classes as a file of their own. */
  exportLabelSet(edited: Pick<EditedLabelSet, 'name' | 'classes'>, kind: LabelSetFile): void;
  /** Offers a set no longer, with an Undo; pairs that name it keep it. */
  removeLabelSet(id: string): void;
  /** Reads anew which sets there are: another tab may have made some. */
  readLabelSets(): void;
  /** Of the next pictures, in pixels; null: the model's usual size. */
  setPictureSize(size: GridSize | null): void;
  /** Which layer of the text encoder, from the end; 1: the last. */
  setClipSkip(clipSkip: number): void;
  /** Guidance at these training timesteps alone; null: at all. */
  setGuidedTimesteps(timesteps: GuidedTimesteps | null): void;
  /** Re-noise capture at these training timesteps; null: capture along the trajectory. */
  setRenoise(timesteps: readonly number[] | null): void;
  /** Settings of the model's student of few steps, or (false) those that suit the model; ignored while no model is ready. */
  setQuick(quick: boolean): void;
  /** Saves the settings for the next pictures as a file that the command line takes, too. */
  exportSettings(): void;
  /** Takes settings from a settings file, an export's manifest.json, or a picture or mask of an export; with Undo. */
  openSettings(file: File): void;
  /** Opens what was dropped: a settings file or manifest as settings, else a list of prompts. */
  openTextFile(file: File): void;
  rollSeed(): void;
  setSeedLocked(locked: boolean): void;
  /** Fills the prompt column from an example and generates: one click gives a picture. */
  useExample(index: number): void;
  generate(): void;
  /** Puts pictures into the queue, in the given order: before all that wait, or after them. */
  enqueue(requests: readonly QueueRequest[], where: QueuePlace): void;
  setPictureCount(count: number): void;
  /** Without an id: the running job, or the first that waits. One that waits, or has failed, is taken out. */
  stop(jobId?: string): void;
  /** The running one, too; what has failed stays. */
  cancelQueue(): void;
  /** Takes failed ones out; without ids all. */
  removeFailed(ids?: readonly string[]): void;
  /** Puts failed ones before all that wait; without ids all. */
  retryFailed(ids?: readonly string[]): void;
  /** Among those that wait, counted from 0. */
  moveJob(id: string, toIndex: number): void;
  /** After the picture that is being made; remembered. */
  setQueuePaused(isPaused: boolean): void;
  /** Gives what waits for other models to the one in use. */
  adoptQueue(): void;
  /** `null` puts the running job back on the stage. */
  selectPair(id: string | null): void;
  setSelection(ids: readonly string[]): void;
  removePairs(ids: readonly string[]): void;
  /** Puts a pair's settings back into the prompt column. */
  recall(id: string): void;
  review(id: string, state: PairMeta['review']): void;
  /** One verdict for all of them; where all have it already, it is taken back instead. */
  reviewAll(ids: readonly string[], state: PairMeta['review']): void;
  /** Rejects what is shown, flagged and undecided; with Undo. */
  rejectFlagged(): void;
  setGalleryFilter(change: Partial<PairFilter>): void;
  clearGalleryFilter(): void;
  setGalleryOrder(order: PairOrder): void;
  setGridOpen(isOpen: boolean): void;
  /** Reads the pictures of pairs that older studios have stored, so that near-duplicates among them are known. */
  readPictures(): void;
  /** Makes the masks of these pairs once more under their own tuning, to note what older studios did not. */
  measurePairs(ids: readonly string[]): void;
  stopMeasuring(): void;
  /** Coalesced per animation frame; the newest wins. */
  tune(change: Partial<TuningSettings>): void;
  resetTuning(): void;
  applyTuningToAll(): void;
  /** Keeps the current tuning's mask beside what sliders make from now on. */
  setComparing(isOn: boolean): void;
  /**
   * Makes the mask of the pair on the stage under each tuning, one after another, and changes nothing of the pair.
   * @returns how to stop
   */
  sweepTunings(tunings: readonly TuningSettings[], onMask: (index: number, mask: SweptMask) => void): () => void;
  /**
   * Captures maps of further classes for a finished picture, after what the engine is at, and adds them to its mask. Words that are no
   * class get heatmaps only.
   */
  addClassesTo(pairId: string, classIds: readonly number[], words?: readonly string[]): void;
  /** The picture stays as it is. */
  stopAdding(): void;
  /** Takes a class or word out again that was added; with Undo. */
  dropAddedClass(pairId: string, classId: number): void;
  setStageTab(tab: StageTab): void;
  setOverlayOpacity(opacity: number): void;
  setDatasetColors(isOn: boolean): void;
  setShowPixels(isOn: boolean): void;
  toggleClass(classId: number): void;
  soloClass(classId: number | null): void;
  setZoom(zoom: number): void;
  /** Opens the export's dialog, or closes it. */
  showExport(isOpen: boolean): void;
  setExportChoice(choice: ExportChoice): void;
  /** Measures what the chosen export of these pairs would take; the newest wins. */
  measureExport(ids: readonly string[], labelSetId: string): void;
  /**
   * Exports as `exportChoice` says. Without ids: the pairs that it names. Without a label set: the one that most of them have; pairs
   * of another are left out.
   */
  exportDataset(ids?: readonly string[], labelSetId?: string): void;
  cancelExport(): void;
  /** Somebody else changed the page, and the screen was built anew. */
  tellRebuilt(): void;
  dismissNotice(id: string): void;
  runNoticeAction(id: string): void;
  /** Keeps notices up while somebody is at them. */
  holdNotices(isHeld: boolean): void;
  setTheme(theme: ThemeChoice): void;
  setSingleKeyShortcuts(isOn: boolean): void;
  restartEngine(): void;
  /** Puts a model up as the candidate and judges it, without downloading anything large. */
  checkModel(choice: ModelChoice): void;
  /** Judges the candidate with another export of one of its networks, by its path. */
  chooseExport(role: NetworkRole, path: string): void;
  /** The same for what a person chose in a file dialog. */
  checkChosenFiles(files: Iterable<File>): void;
  /** The same for what was dropped; call it in the drop handler itself. */
  checkDroppedFiles(items: Iterable<DataTransferItem>): void;
  leaveCandidate(): void;
  /** Loads the candidate in the place of the model in use. */
  loadModel(): void;
  /** Back to the model before this one, which is loading, or failed; what was downloaded of it is kept. */
  loadPreviousModel(): void;
  /** Reads which models are on this device. */
  readKeptModels(): void;
  removeKeptModel(address: string): void;
  /** Asks the browser not to clear pictures and models when space runs short. */
  askToKeep(): void;
  /** Opens the first of the given picture files, to make masks for it. */
  openPhoto(files: readonly File[]): void;
  closePhoto(): void;
  /** Opens the dialog for lists of prompts, empty. */
  showList(): void;
  /** Reads and judges a list of prompts in any of its forms, and opens the dialog with it. */
  readListText(text: string): void;
  readListFile(file: File): void;
  /** Queues the good rows of the list, by the settings of the prompt column. */
  enqueueList(where: QueuePlace): void;
  closeList(): void;
  setPlanOpen(isOpen: boolean): void;
  /** Keeps what is asked of a plan, also over a reload. */
  setPlanForm(form: PlanForm): void;
  /** Queues planned pictures; their seeds are made of their content and `seed`. */
  enqueuePlan(scenes: readonly PlannedScene[], seed: number, where: QueuePlace): void;
  /** Saves planned pictures as a list of prompts, with those seeds. */
  savePlan(scenes: readonly PlannedScene[], seed: number, form: 'json' | 'csv'): void;
  /** Puts the settings that the opened picture was made with into the prompt column. */
  restorePhoto(): void;
  /** Queues masks for the opened picture, with the caption and classes of the prompt column. */
  maskPhoto(): void;
}
