import type { Failure, StudioError } from '../../core/errors.ts';

/** What a cache of models stands on: a browser's private file system, or a folder on disk. */
export interface CachePlace {
  /** Holds a folder a model. */
  readonly root: FileSystemDirectoryHandle;
  readonly locks: CacheLocks;
  freeBytes(): Promise<number>;
  readonly failures: CacheFailures;
  /** SHA-256 in lower-case hex of a file whose source tells none, so that it can be checked later; left out: it costs too much. */
  readonly hash?: (content: Blob) => Promise<string>;
}

/** Keeps tabs or processes that use one cache out of each other's way. */
export interface CacheLocks {
  /** Two that download one file would write over each other's parts. */
  ofFile<T>(model: string, path: string, work: () => Promise<T>): Promise<T>;
  /** While listings are written, and folders without one are removed. */
  ofListings<T>(work: () => Promise<T>): Promise<T>;
  /** Whether anybody holds a file of the model. */
  isDownloading(model: string): Promise<boolean>;
}

/** What went wrong, in the words of the place. */
export interface CacheFailures {
  /** Why a file goes on in memory. @throws StudioError where it may not */
  full(file: string, neededBytes: number, freeBytes: number): Failure;
  /** The error of a download that may have been deleted meanwhile; others as they are. */
  gone(file: string, error: unknown): unknown;
  /** The model is being written to. */
  inUse(model: string, cause?: unknown): StudioError;
}
