import type { ExportChoice } from '../core/dataset/export-choice.ts';
import type { GenerationSettings, UploadedPicture } from '../core/dataset/types.ts';
import type { Failure, Result } from '../core/errors.ts';
import type { PlannedScene } from '../core/plan/types.ts';
import type { ComposedPrompt, Encoding, LabelClass, LabelSet } from '../core/prompt/types.ts';
import type { GalleryView, PairFilter, PairFlags, PairOrder } from '../core/review/types.ts';
import type { ClassPresence, PixelCounts, TuningSettings } from '../core/segmentation/types.ts';
import type { EngineInfo, ModelChoice, StartProgress } from '../rpc/contract.ts';
import type { ExportProgress } from '../rpc/export-contract.ts';
import type { QueuedModel } from '../storage/queue/types.ts';
import type { PairMeta, RememberedModel } from '../storage/types.ts';
import type { EditActions, PaintingState } from './edit/types.ts';
import type { OpenList } from './lists/list-state.ts';
import type { ModelCandidate, ModelInUse, ModelShelf, OpenPhoto } from './models/model-state.ts';

export type EngineState =
  | {
      readonly phase: 'starting';
      readonly event: StartProgress | null;
      /** Of the download, once its pace is known. */
      readonly remainingMs?: number;
    }
  | { readonly phase: 'ready'; readonly info: EngineInfo }
  | { readonly phase: 'failed'; readonly error: Failure };

export type JobState = 'queued' | 'encoding' | 'running' | 'refining' | 'saving';

export interface Job {
  readonly id: string;
  readonly state: JobState;
  readonly settings: GenerationSettings;
  /** The picture is a person's own: only its mask is made. Such a job lives in this page and is not stored. */
  readonly upload?: UploadedPicture;
  /** Which model it waits for; missing for a photo, which any model takes, null where none was ready when it was asked for. */
  readonly model?: QueuedModel | null;
  /** Lower ones come first. */
  readonly order: number;
  readonly step: number;
  readonly steps: number;
  readonly stepMs: number;
  readonly remainingMs: number;
}

/** A picture that could not be made. It stays until it is tried again or removed. */
export interface FailedJob {
  readonly id: string;
  readonly settings: GenerationSettings;
  readonly failure: Failure;
}

export interface QueueState {
  /** Nothing new is begun; what is being made is finished. */
  readonly isPaused: boolean;
  /** Another tab of the studio works on the queue; this one goes on when that one ends. */
  readonly isElsewhere: boolean;
  /** Pictures that were made here since nothing waited. */
  readonly made: number;
  /** Measured on the model in use (job-cost.ts); null before its first picture. */
  readonly msPerCall: number | null;
}

/** A picture that somebody asks for. */
export interface QueueRequest {
  /** Its seed is the picture's: whoever asks makes it of the content, never of the place in the queue. */
  readonly settings: GenerationSettings;
  /** Counts pictures of the same content: 0, 1, … Missing: 0. */
  readonly repetition?: number;
  /** What a list calls the picture's file. */
  readonly fileName?: string;
}

export type QueuePlace = 'front' | 'back';

/** The prompt as the tokenizer sees it, or why it cannot be used. */
export type PromptPreview =
  | { readonly ok: true; readonly composed: ComposedPrompt; readonly encoding: Encoding; readonly maxLength: number }
  | { readonly ok: false; readonly composed: ComposedPrompt | null; readonly error: Failure };

export type StageTab = 'picture' | 'overlay' | 'mask' | 'heatmaps';

/** What the shown pair's mask says in numbers; its pixels are in `pixels.ts`, outside the store. */
export interface SegmentationSummary {
  readonly pixels: PixelCounts;
  readonly presence: readonly ClassPresence[];
  readonly histogram: readonly number[];
}

/** What an attention record offers to choose from; narrows the Tune controls. */
export interface RecordShape {
  readonly crossSides: readonly number[];
  readonly selfSides: readonly number[];
  readonly windowBins: number;
}

/** A mask that is looked at, u8 `[H,W]`, with what was painted over it. */
export interface SweptMask {
  readonly ids: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly pixels: PixelCounts;
}

export interface Notice {
  readonly id: string;
  readonly tone: 'info' | 'success' | 'error';
  readonly message: string;
  /** Label of a next step; the studio's `runNoticeAction(id)` takes it. */
  readonly action?: string;
  /** Its words have changed since it was shown, and may change often. */
  readonly isQuiet?: boolean;
}

export type ExportState =
  | { readonly phase: 'idle' | 'done'; readonly done: number; readonly total: number }
  /** `cancelling` from the person's wish until the export has ended. */
  | ({ readonly phase: 'running' | 'cancelling' } & ExportProgress);

export type ExportSize =
  | { readonly ok: true; readonly bytes: number; readonly measuredPairs: number }
  | { readonly ok: false; readonly error: Failure };

export type ThemeChoice = 'system' | 'light' | 'dark';

/** A version of a label set. */
export interface KnownLabelSet {
  readonly set: LabelSet;
  /** Null for those that the studio brings along. */
  readonly createdAt: string | null;
  /** Kept for the pairs that name it, and not offered. */
  readonly isRetired: boolean;
}

/** Forms in which classes go from studio to studio, and to other tools. */
export type LabelSetFile = 'labelmap' | 'json' | 'names';

/** What the editor hands over. */
export interface EditedLabelSet {
  readonly name: string;
  readonly classes: readonly Omit<LabelClass, 'id'>[];
  /** The version in whose place it comes; null for a new set. */
  readonly replacesId: string | null;
}

/** All serialisable. Typed arrays never enter. */
export interface StudioState {
  readonly engine: EngineState;
  readonly model: ModelInUse;
  readonly shelf: ModelShelf;
  /** The model that is looked at in the dialog, before it is loaded. */
  readonly candidate: ModelCandidate | null;
  readonly rememberedModel: RememberedModel;
  /** The picture for which masks are about to be made. */
  readonly photo: OpenPhoto | null;
  /** The list of prompts that is looked at before its pictures are queued. */
  readonly list: OpenList | null;
  readonly isPlanOpen: boolean;
  /** That of the draft. */
  readonly labelSet: LabelSet;
  /** All that are known, built-in ones first: pairs may be of any of them. */
  readonly labelSets: readonly KnownLabelSet[];
  /** What the prompt column edits: the settings of the next picture. */
  readonly draft: GenerationSettings;
  readonly seedLocked: boolean;
  readonly preview: PromptPreview | null;
  /** The running one, then those that wait, in their order. */
  readonly jobs: readonly Job[];
  readonly failedJobs: readonly FailedJob[];
  readonly queue: QueueState;
  /** How many pictures Generate asks for. */
  readonly pictureCount: number;
  /** True once the gallery has been read from storage. */
  readonly galleryLoaded: boolean;
  /** Oldest first. */
  readonly pairs: readonly PairMeta[];
  /** The pair on the stage; null where there is none, or where the running job is watched. */
  readonly selectedId: string | null;
  readonly selection: readonly string[];
  /** Of all pairs; a moment behind them. */
  readonly flags: PairFlags;
  readonly galleryView: GalleryView;
  /** The gallery stands as a grid beside the stage; else as a strip below it. */
  readonly isGridOpen: boolean;
  /** Pictures of older pairs that still have to be read before near-duplicates among them are known. */
  readonly unreadPictures: number;
  /** How far making the masks of older pairs is; null where none are being made. */
  readonly measuring: { readonly done: number; readonly total: number } | null;
  /** Tuning of the shown pair; also the start for the next one. */
  readonly tuning: TuningSettings;
  readonly segmentation: SegmentationSummary | null;
  /** Of the shown pair, or of the pair in the making while the running job is watched. */
  readonly recordShape?: RecordShape | null;
  readonly stageTab: StageTab;
  /** 0 … 1 */
  readonly overlayOpacity: number;
  /** On the screen: the label set's own colours instead of vivid ones. */
  readonly datasetColors: boolean;
  /** Enlarged pictures show their pixels instead of being drawn smooth. */
  readonly showPixels: boolean;
  readonly hiddenClassIds: readonly number[];
  readonly soloClassId: number | null;
  /** CSS pixels per picture pixel; 0 fits the picture into the stage. */
  readonly zoom: number;
  readonly isExportOpen: boolean;
  readonly exportChoice: ExportChoice;
  /** What the export that was measured last would take; null before, and while it is measured. */
  readonly exportSize: ExportSize | null;
  readonly painting: PaintingState;
  /** A tuning of the shown pair that is kept beside the current one; null: nothing is compared. */
  readonly comparedTuning: TuningSettings | null;
  readonly exporting: ExportState;
  readonly notices: readonly Notice[];
  readonly theme: ThemeChoice;
  /** Whether keys without Ctrl act on the whole page; off helps people whose speech input types letters. */
  readonly singleKeyShortcuts: boolean;
  readonly storage: { readonly usedBytes: number; readonly quotaBytes: number; readonly persisted: boolean } | null;
}

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
  /** Re-noise capture at these training timesteps; null: capture along the trajectory. */
  setRenoise(timesteps: readonly number[] | null): void;
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
  /** Queues planned pictures; their seeds are made of their content and `seed`. */
  enqueuePlan(scenes: readonly PlannedScene[], seed: number, where: QueuePlace): void;
  /** Saves planned pictures as a list of prompts, with those seeds. */
  savePlan(scenes: readonly PlannedScene[], seed: number, form: 'json' | 'csv'): void;
  /** Puts the settings that the opened picture was made with into the prompt column. */
  restorePhoto(): void;
  /** Queues masks for the opened picture, with the caption and classes of the prompt column. */
  maskPhoto(): void;
}

/**
 * Pixels by subject, outside the store. `subscribe` fires when the pixels behind a subject change, at most once a frame.
 * `shown` is what the stage draws: the running job's estimate, or the selected pair.
 */
export interface PixelSource {
  subscribe(listener: () => void): () => void;
  /** Counts up with each change: the snapshot for useSyncExternalStore. */
  version(): number;
  picture(): { readonly width: number; readonly height: number; readonly rgba: Uint8ClampedArray<ArrayBuffer> } | null;
  /** u8 `[H,W]` of the selected pair under the current tuning, with what was painted over it. */
  mask(): { readonly width: number; readonly height: number; readonly ids: Uint8Array } | null;
  /** The mask of `comparedTuning`, once it is made. */
  comparedMask(): ReturnType<PixelSource['mask']>;
  /** Class scores: u8 `[M,H,W]` of the selected pair, or fp32-turned-u8 `[M,side,side]` of the running job. */
  scores(): {
    readonly classIds: readonly number[];
    readonly width: number;
    readonly height: number;
    readonly values: Uint8Array;
  } | null;
  /**
   * A small picture for the filmstrip, to be drawn at once: it may be closed later. Null until it has been read from storage,
   * which asking for it starts.
   */
  thumbnail(pairId: string): ImageBitmap | null;
}

export interface Studio {
  readonly actions: StudioActions;
  readonly pixels: PixelSource;
  readonly examples: readonly {
    readonly title: string;
    readonly caption: string;
    readonly classIds: readonly number[];
    readonly labelSet: LabelSet;
  }[];
  getState(): StudioState;
  subscribe(listener: (state: StudioState, previous: StudioState) => void): () => void;
}
