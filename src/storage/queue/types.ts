import type { GenerationSettings } from '../../core/dataset/types.ts';
import type { Failure } from '../../core/errors.ts';
import type { LabelClass } from '../../core/prompt/types.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';

/** The model that a picture was asked of. */
export interface QueuedModel {
  readonly id: string;
  readonly name: string;
  /** As in `Provenance.modelSha256`: another version of a model makes another picture of the same seed. */
  readonly sha256: string;
}

/** A picture that waits, is being made, or has failed: all that is needed to make it, whatever the screen shows by then. */
export interface QueueItem {
  /** Also the id of the pair that it becomes, so none can be stored twice. */
  readonly id: string;
  /** Its place: lower numbers come first. Fractions leave room between two neighbours. */
  readonly order: number;
  readonly settings: GenerationSettings;
  /** Those of `settings.classIds`, as they were when it was asked for. */
  readonly classes: readonly LabelClass[];
  /** What its mask begins with; the window is over the most parts that there can be. */
  readonly tuning: TuningSettings;
  /** Null until the first model is ready: it was asked for while none was. */
  readonly model: QueuedModel | null;
  /** Counts pictures of the same content. */
  readonly repetition: number;
  /** What a list calls the picture's file, for its pair. Missing: nothing, as in rows from before it was kept. */
  readonly fileName?: string;
  /** Why it could not be made; null while it waits or is being made. */
  readonly failure: Failure | null;
}

export interface LoadedQueue {
  /** In their order. None of a picture that is in the gallery. */
  readonly items: readonly QueueItem[];
  readonly isPaused: boolean;
  /** How many rows were dropped because they could not be read. */
  readonly unreadable: number;
}

/** Failures (`storage-full`, `storage-unavailable`) are thrown as StudioError. Each call is stored as a whole or not at all. */
export interface QueueStore {
  load(): Promise<LoadedQueue>;
  put(items: readonly QueueItem[]): Promise<void>;
  /** Leaves out items that are not stored any more: what another tab has cancelled stays cancelled. */
  update(items: readonly QueueItem[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  setPaused(isPaused: boolean): Promise<void>;
}

/** What a tab tells the others about the queue that they share. */
export type QueueNews =
  | { readonly kind: 'here'; readonly items: readonly QueueItem[] }
  /** Of items that are there: who has cancelled one in the meantime leaves it cancelled. */
  | { readonly kind: 'changed'; readonly items: readonly QueueItem[] }
  | { readonly kind: 'gone'; readonly ids: readonly string[] }
  | { readonly kind: 'paused'; readonly isPaused: boolean };

export interface OtherQueues {
  tell(news: QueueNews): void;
  onNews(listener: (news: QueueNews) => void): void;
}

/** Sees to it that one tab at a time works on the queue. The browser gives the turn on when a tab closes or dies. */
export interface QueueTurn {
  /**
   * Asks for the turn. `granted` is called once it is this tab's, perhaps at once; before that `taken`, where another tab has
   * it. Returns how to give it back, or to ask no longer.
   */
  ask(events: { readonly granted: () => void; readonly taken: () => void }): () => void;
}
