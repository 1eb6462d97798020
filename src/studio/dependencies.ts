import type { UploadedPicture } from '../core/dataset/types.ts';
import type { GridSize } from '../core/grid-size.ts';
import type { LabelSet, Tokenizer, TokenizerFiles } from '../core/prompt/types.ts';
import type { ModelCache } from '../models/cache/model-cache.ts';
import type { EngineClient, ExportClient, TuningClient } from '../rpc/client.ts';
import type { BackendKind, Picture, StartOptions } from '../rpc/contract.ts';
import type { ExportApi } from '../rpc/export-contract.ts';
import type { LabelSetStore } from '../storage/label-sets/types.ts';
import type { OtherQueues, QueueStore, QueueTurn } from '../storage/queue/types.ts';
import type { LastChangesStore, OtherTabs, PairStore, SettingsStore } from '../storage/types.ts';

export interface PhotoPixels extends Picture {
  /** The browser changes some of what pages read of a picture, and has no other way to read one. */
  readonly isDisturbed: boolean;
}

/** A picture file that a person brought, and that can be decoded. */
export interface PhotoFile {
  readonly upload: UploadedPicture;
  readonly width: number;
  readonly height: number;
  /** What an export has put into the file (core/dataset/embedded); null where there is none. */
  readonly pairText: string | null;
  /** For an image element, until `close`. */
  readonly address: string;
  /**
   * The whole picture, scaled to a size in pixels.
   * @throws StudioError `picture-unreadable` if the file has changed or gone since
   */
  readScaled(size: GridSize): Promise<PhotoPixels>;
  /** Frees the address; scaled copies can still be read. */
  close(): void;
}

/** Everything the studio touches outside itself: src/app passes the browser's, tests pass fakes. */
export interface StudioDependencies {
  readonly engine: EngineClient;
  readonly tuning: TuningClient;
  readonly exporter: ExportClient;
  /** Exports pairs that the export worker cannot reach, or where storage has no room for the ZIP: all in memory. */
  readonly exportInMemory: (pairs: Pick<PairStore, 'list' | 'readPicture' | 'readRecord' | 'readEdits'>) => ExportApi;
  readonly engineOptions: Omit<StartOptions, 'model' | 'gpuIsKnown'>;
  /** @throws StudioError `storage-unavailable` */
  readonly openModelCache: () => Promise<Pick<ModelCache, 'list' | 'remove'>>;
  readonly pairStore: PairStore;
  readonly otherTabs: OtherTabs;
  readonly queueStore: QueueStore;
  readonly otherQueues: OtherQueues;
  readonly queueTurn: QueueTurn;
  readonly preferences: SettingsStore;
  readonly lastChanges: LastChangesStore;
  /** The one that a person begins with. */
  readonly labelSet: LabelSet;
  readonly labelSets: LabelSetStore;
  /** @throws StudioError `model-corrupt`, `model-unsupported` */
  readonly loadTokenizer: (files: TokenizerFiles) => Tokenizer;
  readonly now: () => Date;
  /** Unsigned 32-bit. */
  readonly randomSeed: () => number;
  /** Used as a pair's id and so as a file stem: letters, digits, `-` and `_`. */
  readonly newId: () => string;
  readonly requestFrame: (callback: () => void) => void;
  readonly saveFile: (file: Blob, name: string) => void | Promise<void>;
  /** Asks the browser not to clear the gallery when space runs short; whether it will keep it. */
  readonly requestPersistence: () => Promise<boolean>;
  /** Loads the page anew, made to use the given backend. */
  readonly reloadWithBackend: (backend: BackendKind) => void;
  /** @throws StudioError `picture-unreadable` */
  readonly openPhoto: (file: File) => Promise<PhotoFile>;
  readonly createThumbnail: (picture: Picture) => Promise<ImageBitmap>;
  /** What a person should know from the start, such as that this browser keeps nothing. */
  readonly openingProblems: readonly string[];
  /** Where errors go that nobody expected, with their stack. */
  readonly reportBug: (error: unknown) => void;
}
