import type { LabelSet } from '../../prompt/types.ts';
import type { OptionValue } from '../formats/format.ts';
import type { FormatId } from '../formats/registry.ts';
import type { SplitEntry } from '../types.ts';

/** The files of a dataset, wherever they lie: in a folder, a ZIP, memory. */
export interface DatasetFiles {
  /** With `/` between folders, sorted. */
  readonly paths: readonly string[];
  /** @throws StudioError `dataset-unreadable` naming the file and what is wrong with it */
  read(path: string): Promise<Uint8Array>;
}

/** A mask as trainers see it. */
export interface ReadMask {
  readonly width: number;
  readonly height: number;
  /** u8 `[height,width]`, row-major: 0 background, class ids, 255 void. */
  readonly ids: Uint8Array;
}

export type SplitName = SplitEntry['split'];

/** One pair. Nothing of it is read before it is asked for. */
export interface ReadItem {
  /** File stem. */
  readonly name: string;
  /** Null: nothing says. */
  readonly split: SplitName | null;
  /** Where they lie, for people; null: there is none. */
  readonly picturePath: string | null;
  readonly maskPath: string | null;
  /** The picture's file, JPEG or PNG. @throws StudioError `dataset-unreadable` */
  readPicture(): Promise<Uint8Array>;
  /** @throws StudioError `dataset-unreadable` */
  readMask(): Promise<ReadMask>;
}

export type FindingKind =
  | 'file-missing'
  | 'file-unreadable'
  | 'size'
  | 'unknown-id'
  | 'list'
  | 'manifest'
  | 'labels'
  | 'counts';

/** Something about a dataset that a person should know. Errors make trainers fail or learn wrong things. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly kind: FindingKind;
  /** The file that it is about; null: the dataset. */
  readonly path: string | null;
  /** What was expected, what was found. */
  readonly message: string;
}

/** A manifest's pair: all that is known of it, with where its files lie. */
export interface ManifestPair extends SplitEntry {
  readonly archive?: string;
  readonly picture: string;
  readonly mask?: string;
  readonly objects?: string;
  readonly outlines?: string;
  readonly annotations?: string;
}

/** What manifest.json says. */
export interface DatasetManifest {
  readonly format: FormatId;
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly labelSet: LabelSet;
  /** `splitRule` of the share for training. */
  readonly splitRule: string;
  readonly pairs: readonly ManifestPair[];
}

/** A dataset of any format, opened. */
export interface ReadDataset {
  readonly format: FormatId;
  readonly labelSet: LabelSet;
  /** In the order of their names. */
  readonly items: readonly ReadItem[];
  /** Null: it was not made by the studio, or lost it. */
  readonly manifest: DatasetManifest | null;
  /** What already the lists and names show, before a pair is read. */
  readonly findings: readonly Finding[];
}

/** How the classes of a dataset are known. */
export interface LabelKnowledge {
  /** Chosen by a person: goes before what the dataset's files say, but not before its manifest. Null: none was. */
  readonly labelSet: LabelSet | null;
  /** Sets that are known by their ids, with words and COCO's numbers, which no manifest holds. */
  readonly knownSets: readonly LabelSet[];
  /** Classes of a Pascal VOC folder that does not name them. */
  readonly vocLabelSet: LabelSet;
  /**
   * The set that a file of classes describes: labelmap.txt, COCO's categories, a list of names as JSON.
   * @throws StudioError `settings-invalid`
   */
  readonly labelSetOf: (fileName: string, text: string) => LabelSet;
}
