import type { AttentionRecord } from '../core/attention/types.ts';
import type { PairChoice } from '../core/dataset/export-choice.ts';
import type { AddedClass, GenerationSettings, PairFacts } from '../core/dataset/types.ts';
import type { EditLayer, EditStep } from '../core/edit/types.ts';
import type { PlanForm } from '../core/plan/types.ts';
import type { PlaceGrids } from '../core/review/types.ts';
import type { TuningSettings } from '../core/segmentation/types.ts';

export type { ReviewState } from '../core/dataset/types.ts';

/** A pair's small part, in IndexedDB. Its picture and attention record are files in OPFS under its id. */
export interface PairMeta extends PairFacts {
  readonly id: string;
  /** ISO 8601; the gallery's order. */
  readonly createdAt: string;
  /** Of the picture (core/review/picture-hash.ts). Missing in rows from before it was kept: read from the picture when needed. */
  readonly pictureHash?: string;
  /** Where each class of the mask lies (core/review/place-grids.ts). The same; empty until the mask was made. */
  readonly places?: PlaceGrids;
  /** What a person painted over the mask, in a file of its own; missing or null: nothing. */
  readonly edits?: PairEdits | null;
  readonly addedClasses?: readonly StoredAddedClass[];
}

/** Its columns are in a file of their own: the picture's own record is never written anew. */
export interface StoredAddedClass extends AddedClass {
  /** Names the file; classes that were added together share one. */
  readonly revision: string;
}

/** Classes that are added to a pair. */
export interface ClassesWrite {
  readonly classes: readonly AddedClass[];
  /** Their columns, in the layout of the pair's record. */
  readonly record: AttentionRecord;
  /** A new one: letters, digits, `-` and `_`. */
  readonly revision: string;
  /** What changes with them in the pair's row. */
  readonly change: PairChange;
}

export interface PairEdits {
  /** Names the file; another one at each change, so that tabs notice each other's. */
  readonly revision: string;
  /** How many pixels are painted. */
  readonly pixels: number;
}

/** Edits of a pair, and what they are on top of. */
export interface EditsWrite {
  /** Null drops all edits. */
  readonly layer: EditLayer | null;
  /** The newest steps that led to it, oldest first, which can be taken back later; missing: none. */
  readonly steps?: readonly EditStep[];
  /** A new one: letters, digits, `-` and `_`. */
  readonly revision: string;
  /** The stored revision that `layer` was made from; null: there were no edits. */
  readonly from: string | null;
  /** What changes with them in the pair's row. */
  readonly change: PairChange;
}

export interface StoredEdits {
  readonly layer: EditLayer;
  /** As they were written; missing: none. */
  readonly steps?: readonly EditStep[];
  readonly revision: string;
}

export interface StoredPicture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** What a mask takes of an attention record. */
export type RecordPart = Pick<TuningSettings, 'selfSide' | 'crossSides' | 'window' | 'softmax'>;

/** What may change about a stored pair. */
export type PairChange = Partial<
  Pick<PairMeta, 'tuning' | 'review' | 'presence' | 'pixels' | 'pictureHash' | 'places'>
>;

/** Failures (`storage-full`, `storage-unavailable`, `record-corrupt`, `edited-elsewhere`) are thrown as StudioError. */
export interface PairStore {
  list(): Promise<PairMeta[]>;
  /** How many rows the last `list` has left out, since they cannot be read. They stay, with their files: a newer studio may read them. */
  unreadable(): number;
  /**
   * All or nothing: files first, then the row, so a row never lacks its files. With the row goes the queue's item of the same
   * id. A pair that is stored already stays as it is: another tab was faster.
   */
  put(meta: PairMeta, picture: StoredPicture, record: AttentionRecord): Promise<void>;
  update(id: string, change: PairChange): Promise<void>;
  readPicture(id: string): Promise<StoredPicture>;
  /**
   * With the classes that were added after its own.
   * @param part what is wanted of it, which is read sooner; more may come
   */
  readRecord(id: string, part?: RecordPart): Promise<AttentionRecord>;
  /** The newest edits; null where there are none. */
  readEdits(id: string): Promise<StoredEdits | null>;
  /**
   * All or nothing: the row names the new file once it is whole.
   * @returns what the row says of them now
   * @throws StudioError `edited-elsewhere` where the stored revision is not `from`, with nothing changed
   */
  writeEdits(id: string, edits: EditsWrite): Promise<PairEdits | null>;
  /**
   * All or nothing: the row names the new file once it is whole.
   * @returns what the row says of added classes now
   * @throws StudioError `edited-elsewhere` where the pair has one of these classes already, with nothing changed
   */
  addClasses(id: string, write: ClassesWrite): Promise<readonly StoredAddedClass[]>;
  /**
   * Takes added classes out again; those that the pair has not are passed over.
   * @returns as `addClasses`
   */
  dropClasses(id: string, classIds: readonly number[], change: PairChange): Promise<readonly StoredAddedClass[]>;
  /** With what waits in the queue under these ids: a picture that there was no room for would be made again. */
  remove(ids: readonly string[]): Promise<void>;
  /** `quotaBytes` is Infinity for the store in memory, which knows no limit. */
  usage(): Promise<{ readonly usedBytes: number; readonly quotaBytes: number; readonly persisted: boolean }>;
}

/** What a tab tells the others about the gallery. */
export type PairNews =
  /** Stored, or back from a removal. */
  | { readonly kind: 'here'; readonly metas: readonly PairMeta[] }
  | {
      readonly kind: 'changed';
      readonly id: string;
      readonly change: PairChange & Pick<PairMeta, 'edits' | 'addedClasses'>;
    }
  /** Removed, or out of sight while its removal can be taken back. */
  | { readonly kind: 'gone'; readonly ids: readonly string[] };

/** The other tabs of this browser that show the same gallery. */
export interface OtherTabs {
  tell(news: PairNews): void;
  onNews(listener: (news: PairNews) => void): void;
}

/** Which model the next visit opens. */
export type RememberedModel =
  | { readonly kind: 'catalogue'; readonly id: string }
  | { readonly kind: 'url'; readonly url: string }
  /** Of files on this device, which a page may not open by itself. */
  | { readonly kind: 'folder'; readonly label: string };

/** An `ExportChoice`, whose format and options a later studio may not know. */
export interface StoredExportChoice {
  readonly pairs: PairChoice;
  readonly format: string;
  readonly options: Readonly<Record<string, string | number | boolean>>;
  readonly trainPercent: number;
}

/** What a person set on the screen, kept across reloads. */
export interface Preferences {
  readonly draft: GenerationSettings;
  readonly seedLocked: boolean;
  /** Null: the defaults of the model in use. */
  readonly tuning: TuningSettings | null;
  readonly theme: 'system' | 'light' | 'dark';
  /** 0 … 1 */
  readonly overlayOpacity: number;
  readonly stageTab: 'picture' | 'overlay' | 'mask' | 'heatmaps';
  /** Missing in rows from before there was a choice: off. */
  readonly datasetColors?: boolean;
  /** The same. */
  readonly showPixels?: boolean;
  /** Missing in rows from before there was a choice: on. */
  readonly singleKeyShortcuts?: boolean;
  /** Missing in rows from before there was a choice: all but the rejected pairs as Pascal VOC. */
  readonly exportChoice?: StoredExportChoice;
  /** Missing in rows from before there was a choice: the bundled model. */
  readonly rememberedModel?: RememberedModel;
  /** Null, or missing in rows from before it was kept: nothing was planned yet. */
  readonly planForm?: PlanForm | null;
}

export interface LoadedPreferences {
  /** Null where nothing usable is stored. */
  readonly value: Preferences | null;
  /** Why stored preferences were dropped, in words for a notice; null where there was nothing to drop. */
  readonly problem: string | null;
}

export interface SettingsStore {
  /** Never throws for a broken row: the row is removed and `problem` says so. */
  loadPreferences(): Promise<LoadedPreferences>;
  savePreferences(value: Preferences): Promise<void>;
}

/** What a closing page had no time to store. */
export interface LastChanges {
  /** By pair id. */
  readonly pairs: Readonly<Record<string, PairChange>>;
  /** What was painted over their masks, by pair id; missing in what was kept before masks could be painted over. */
  readonly edits?: Readonly<Record<string, EditStep>>;
  readonly removedIds: readonly string[];
  /** Those that were changed and are not stored; null where all are. */
  readonly preferences: Partial<Preferences> | null;
}

/** Where a closing page leaves what the next one has to store. */
export interface LastChangesStore {
  /** Kept when this returns. Returns how to forget them again, once they are stored where they belong. */
  keep(changes: LastChanges): () => void;
  /**
   * Hands what is kept to `store`, oldest first, and forgets each when `store` has ended; the first error of it is
   * thrown in the end.
   * @returns how many were dropped because they could not be read
   */
  storeKept(store: (changes: LastChanges) => Promise<void>): Promise<number>;
  /** Calls back when another tab has kept changes. */
  onKept(callback: () => void): void;
}
