import type { Failure } from '../../core/errors.ts';
import { blobOfParts } from '../source/blob-bytes.ts';
import type { FileCheck, FileVersion } from '../types.ts';

/** Where the bytes of one file gather while it is downloaded, from its first byte on. */
export interface FileSlot {
  /** Bytes that are here, those of an earlier session included. */
  readonly storedBytes: number;
  /** The version that these bytes belong to; null before the first download. */
  readonly version: FileVersion | null;
  /** Why the bytes are in memory instead of storage; null where they are where they belong. */
  readonly problem: Failure | null;
  /** Forgets all bytes: those that follow belong to `version`. */
  begin(version: FileVersion): Promise<void>;
  append(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Puts away what was appended, so that it survives this session. */
  flush(): Promise<void>;
  /** Marks the file as whole. */
  finish(check: FileCheck): Promise<void>;
  blob(): Promise<Blob>;
  /** Forgets everything. */
  clear(): Promise<void>;
}

/** A slot that lasts as long as its Blob. */
export function memorySlot(): FileSlot {
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let storedBytes = 0;
  let version: FileVersion | null = null;
  const clear = async () => {
    chunks = [];
    storedBytes = 0;
    version = null;
  };
  return {
    get storedBytes() {
      return storedBytes;
    },
    get version() {
      return version;
    },
    problem: null,
    async begin(next) {
      await clear();
      version = next;
    },
    async append(bytes) {
      chunks.push(bytes);
      storedBytes += bytes.byteLength;
    },
    flush: async () => undefined,
    finish: async () => undefined,
    blob: async () => blobOfParts(chunks),
    clear,
  };
}
