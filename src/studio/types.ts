import type { ExportChoice } from '../core/dataset/export-choice.ts';
import type { GenerationSettings } from '../core/dataset/types.ts';
import type { Failure } from '../core/errors.ts';
import type { PlanForm } from '../core/plan/types.ts';
import type { ComposedPrompt, Encoding, LabelSet } from '../core/prompt/types.ts';
import type { GalleryView, PairFlags } from '../core/review/types.ts';
import type { TuningSettings } from '../core/segmentation/types.ts';
import type { EngineInfo, StartProgress } from '../rpc/contract.ts';
import type { PairMeta, RememberedModel } from '../storage/types.ts';
import type { AddingState } from './added/adding-state.ts';
import type { PaintingState } from './edit/types.ts';
import type { ExportSize, ExportState } from './export/export-state.ts';
import type { FailedJob, Job, QueueState } from './jobs/queue-state.ts';
import type { KnownLabelSet } from './label-sets/label-set-state.ts';
import type { OpenList } from './lists/list-state.ts';
import type { ModelCandidate, ModelInUse, ModelShelf, OpenPhoto } from './models/model-state.ts';
import type { Example } from './settings/examples.ts';
import type { ThemeChoice } from './settings/theme-choice.ts';
import type { PixelSource, RecordShape, SegmentationSummary, StageTab } from './stage-state.ts';
import type { StudioActions } from './studio-actions.ts';

export type EngineState =
  | {
      readonly phase: 'starting';
      readonly event: StartProgress | null;
      /** Of the download, once its pace is known. */
      readonly remainingMs?: number;
    }
  | { readonly phase: 'ready'; readonly info: EngineInfo }
  | { readonly phase: 'failed'; readonly error: Failure };

/** The prompt as the tokenizer sees it, or why it cannot be used. */
export type PromptPreview =
  | { readonly ok: true; readonly composed: ComposedPrompt; readonly encoding: Encoding; readonly maxLength: number }
  | { readonly ok: false; readonly composed: ComposedPrompt | null; readonly error: Failure };

export interface Notice {
  readonly id: string;
  readonly tone: 'info' | 'success' | 'error';
  readonly message: string;
  /** Label of a next step; the studio's `runNoticeAction(id)` takes it. */
  readonly action?: string;
  /** Its words have changed since it was shown, and may change often. */
  readonly isQuiet?: boolean;
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
  /** What was asked of the last plan; null: nothing was planned yet. */
  readonly planForm: PlanForm | null;
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
  /** Classes that are on their way into a finished picture; null: none are. */
  readonly adding: AddingState | null;
  /** A tuning of the shown pair that is kept beside the current one; null: nothing is compared. */
  readonly comparedTuning: TuningSettings | null;
  readonly exporting: ExportState;
  readonly notices: readonly Notice[];
  readonly theme: ThemeChoice;
  /** Whether keys without Ctrl act on the whole page; off helps people whose speech input types letters. */
  readonly singleKeyShortcuts: boolean;
  readonly storage: { readonly usedBytes: number; readonly quotaBytes: number; readonly persisted: boolean } | null;
}

export interface Studio {
  readonly actions: StudioActions;
  readonly pixels: PixelSource;
  readonly examples: readonly Example[];
  getState(): StudioState;
  subscribe(listener: (state: StudioState, previous: StudioState) => void): () => void;
}
