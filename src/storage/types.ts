import type { AttentionRecord } from '../core/attention/types.ts';
import type { GenerationSettings, Provenance } from '../core/dataset/types.ts';
import type { ClassPresence, PixelCounts, TuningSettings } from '../core/segmentation/types.ts';

export type ReviewState = 'unreviewed' | 'accepted' | 'rejected';

/** A pair's small part, in IndexedDB. Its picture and attention record are files in OPFS under its id. */
export interface PairMeta {
  readonly id: string;
  /** ISO 8601; the gallery's order. */
  readonly createdAt: string;
  readonly width: number;
  readonly height: number;
  readonly settings: GenerationSettings;
  readonly tuning: TuningSettings;
  readonly provenance: Provenance;
  readonly review: ReviewState;
  readonly presence: readonly ClassPresence[];
  readonly pixels: PixelCounts;
}

export interface StoredPicture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** Failures (`storage-full`, `storage-unavailable`, `record-corrupt`) are thrown as StudioError. */
export interface PairStore {
  list(): Promise<PairMeta[]>;
  /** All or nothing: files first, then the row, so a row never lacks its files. */
  put(meta: PairMeta, picture: StoredPicture, record: AttentionRecord): Promise<void>;
  update(id: string, change: Partial<Pick<PairMeta, 'tuning' | 'review' | 'presence' | 'pixels'>>): Promise<void>;
  readPicture(id: string): Promise<StoredPicture>;
  readRecord(id: string): Promise<AttentionRecord>;
  remove(ids: readonly string[]): Promise<void>;
  usage(): Promise<{ readonly usedBytes: number; readonly quotaBytes: number; readonly persisted: boolean }>;
}
