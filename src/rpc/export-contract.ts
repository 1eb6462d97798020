import type { AttentionEdges } from '../core/attention/types.ts';
import type { FormatChoice } from '../core/dataset/formats/registry.ts';
import type { ClassMaps } from '../core/dataset/types.ts';
import type { Failure, Result } from '../core/errors.ts';
import type { LabelSet, Rgb } from '../core/prompt/types.ts';
import type { ClassPresence, PixelCounts, TuningSettings } from '../core/segmentation/types.ts';

export interface ExportRequest {
  readonly exportId: string;
  readonly pairIds: readonly string[];
  /** How the dataset is laid out: its folders, lists and files of labels. */
  readonly choice: FormatChoice;
  /** The one whose classes the dataset has; pairs of another are left out, unless it is one of `sameMeaningIds`. */
  readonly labelSet: LabelSet;
  /** Other label sets whose mask values mean the same in `labelSet`: `meansTheSame` of core/prompt/label-sets. */
  readonly sameMeaningIds?: readonly string[];
}

/** Of an export that is not made yet. */
export interface SizeRequest extends Omit<ExportRequest, 'exportId'> {}

export interface MeasuredSize {
  /** Of the ZIP. */
  readonly bytes: number;
  /** On so many of the pairs it was measured; the others are taken to be like them. */
  readonly measuredPairs: number;
}

export interface ExportProgress {
  readonly done: number;
  readonly total: number;
  /** Null until it can be told. */
  readonly remainingMs: number | null;
}

export interface ExportedDataset {
  /** Backed by OPFS where there is room, so a large export does not sit in memory. */
  readonly file: Blob;
  readonly fileName: string;
  readonly bytes: number;
  readonly pairs: number;
  /** Pairs that could not be exported, with the reason. */
  readonly skipped: readonly { readonly pairId: string; readonly error: Failure }[];
  /** What the format could not hold, in sentences; the dataset card says it too. */
  readonly notes: readonly string[];
}

/** workers/export.worker.ts */
export interface ExportApi {
  /** Exports run one after another. One that is cancelled ends with the failure `cancelled` and leaves nothing behind. */
  exportDataset(
    request: ExportRequest,
    onProgress: (progress: ExportProgress) => void,
  ): Promise<Result<ExportedDataset>>;
  /** What an export would take, from a few of its pairs. Does not wait for exports; fails as they do. */
  measureSize(request: SizeRequest): Promise<Result<MeasuredSize>>;
  /** Ignored for an export that is over. */
  cancel(exportId: string): Promise<void>;
}

export interface PairToSegment {
  readonly id: string;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  readonly tuning: TuningSettings;
}

export interface PairToPrepare extends PairToSegment {
  /** A person painted over the mask; missing: nobody did. */
  readonly hasEdits?: boolean;
  /** Of the mask's PNG: a colour for each mask value. */
  readonly palette: readonly Rgb[];
}

/** What a dataset says of a pair's mask, the mask itself as a palette PNG, a few kilobytes, and the picture as a JPEG. */
export interface PreparedPair {
  readonly presence: readonly ClassPresence[];
  readonly pixels: PixelCounts;
  /** How many of the mask's pixels a person painted. */
  readonly editedPixels: number;
  readonly maskPng: Uint8Array<ArrayBuffer>;
  /** Of its record, a few kilobytes; null where it has none, and where its objects need none. */
  readonly edges: AttentionEdges | null;
  readonly jpeg: Uint8Array<ArrayBuffer>;
}

/** workers/pair.worker.ts: the costly part of an export, in as many workers as there are processors. */
export interface PairApi {
  /** Reads all of a stored pair and makes its files. */
  prepare(pair: PairToPrepare): Promise<Result<PreparedPair>>;
  /** The JPEG once more, where there was no room to keep it. */
  readJpeg(id: string): Promise<Result<Uint8Array<ArrayBuffer>>>;
  /** The scores that the mask is cut from; megabytes, so made when they are written. */
  readClassMaps(pair: PairToSegment): Promise<Result<ClassMaps>>;
}
