import type { MapSide } from '../core/grid-size.ts';
import type { ClassPresence, PixelCounts } from '../core/segmentation/types.ts';

export type StageTab = 'picture' | 'overlay' | 'mask' | 'heatmaps';

/** What the shown pair's mask says in numbers; its pixels are in `pixels.ts`, outside the store. */
export interface SegmentationSummary {
  readonly pixels: PixelCounts;
  readonly presence: readonly ClassPresence[];
  readonly histogram: readonly number[];
  /** Objects of each class, by its id; missing: none. */
  readonly objects: Readonly<Record<number, number>>;
}

/** What an attention record offers to choose from; narrows the Tune controls. */
export interface RecordShape {
  readonly crossSides: readonly MapSide[];
  readonly selfSides: readonly MapSide[];
  readonly windowBins: number;
  /** It was made before edges in attention were kept, or by a model without self-attention. */
  readonly lacksEdges?: true;
}

/** A mask that is looked at, u8 `[H,W]`, with what was painted over it. */
export interface SweptMask {
  readonly ids: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly pixels: PixelCounts;
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
  mask(): {
    readonly width: number;
    readonly height: number;
    readonly ids: Uint8Array;
    /** `[H,W]`: the object of each pixel from 1 on, as far as it is known; 0 where there is none. */
    readonly objects?: Int32Array;
  } | null;
  /** The mask of `comparedTuning`, once it is made. */
  comparedMask(): ReturnType<PixelSource['mask']>;
  /** Class scores: u8 `[M,H,W]` of the selected pair, or fp32-turned-u8 of the running job, on its grid. */
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
