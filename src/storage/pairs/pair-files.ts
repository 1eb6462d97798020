import { canWriteFiles } from '../../core/can-write-files.ts';
import { StudioError } from '../../core/errors.ts';
import { missingFileSystem } from '../../core/missing-file-system.ts';
import { isNotFoundError, storageUnavailable } from '../storage-failures.ts';

const ENDINGS = { picture: '.picture', record: '.record' } as const;
export type PairFileKind = keyof typeof ENDINGS;
const FOLDER = 'pairs';
/** Starts the names of files that only tried whether there can be any; no pair's file is without an ending. */
const PROBE = 'probe-';
/** What Chromium writes to until a file is closed: a browser that is killed in between leaves it, for nobody. */
const SWAP_ENDING = '.crswap';

/** What comes to a pair later has a file of its own for each revision: one is whole before the row names it. */
const LATER_ENDINGS = { edits: '.edits', classes: '.classes' } as const;

/** Names a file of edits, or of the columns of added classes. */
export interface LaterFile {
  readonly kind: keyof typeof LATER_ENDINGS;
  readonly id: string;
  readonly revision: string;
}

/**
 * The pictures and attention records in OPFS, `pairs/ID.picture` and `pairs/ID.record`, and what came later as
 * `pairs/ID.REVISION.edits` and `pairs/ID.REVISION.classes`.
 */
export interface PairFiles {
  /** Both files, over what is there. After a failure one or both may be there. */
  write(id: string, picture: Uint8Array<ArrayBuffer>, record: Uint8Array<ArrayBuffer>): Promise<void>;
  /** @throws StudioError `record-corrupt` if the file is missing */
  read(id: string, kind: PairFileKind): Promise<Uint8Array>;
  /** Tries both files, then throws the first failure. */
  remove(id: string): Promise<void>;
  /** Clears up after tabs, workers and browsers that were ended while they opened the folder, or wrote. No file may be being written. */
  removeLeftovers(): Promise<void>;
  writeLater(file: LaterFile, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Null where there is no such file. */
  readLater(file: LaterFile): Promise<Uint8Array<ArrayBuffer> | null>;
  removeLater(file: LaterFile): Promise<void>;
  /** Ids with a picture or a record, and all files of what came later. */
  list(): Promise<{ readonly ids: ReadonlySet<string>; readonly later: readonly LaterFile[] }>;
}

function checkedId(id: string): string {
  if (!/^[\w-]+$/.test(id)) throw new Error(`A pair id has letters, digits, - and _ only, found "${id}".`);
  return id;
}

const fileName = (id: string, kind: PairFileKind) => checkedId(id) + ENDINGS[kind];

const laterName = ({ kind, id, revision }: LaterFile) =>
  `${checkedId(id)}.${checkedId(revision)}${LATER_ENDINGS[kind]}`;

/** The file of that name; null where it is none of these. */
function laterFile(name: string): LaterFile | null {
  const [id = '', revision, ...rest] = name.split('.');
  const kind = (['edits', 'classes'] as const).find((one) => LATER_ENDINGS[one] === `.${rest.join('.')}`);
  return kind && revision !== undefined ? { kind, id, revision } : null;
}

async function writeFile(folder: FileSystemDirectoryHandle, name: string, bytes: Uint8Array<ArrayBuffer>) {
  const handle = await folder.getFileHandle(name, { create: true });
  const writable = await handle.createWritable();
  try {
    await writable.write(bytes);
    await writable.close();
  } catch (error) {
    // A failed stream may already be closed; what matters is the first error.
    await writable.abort().catch(() => undefined);
    throw error;
  }
}

async function removeFile(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  try {
    await folder.removeEntry(name);
  } catch (error) {
    if (!isNotFoundError(error)) throw error;
  }
}

/** @throws StudioError `storage-unavailable` if OPFS is missing, forbidden, or cannot be written from here */
export async function openPairFiles(storage: Pick<StorageManager, 'getDirectory'> | undefined): Promise<PairFiles> {
  if (typeof storage?.getDirectory !== 'function') {
    const { reason, wayOut } = missingFileSystem(globalThis.isSecureContext);
    throw storageUnavailable(reason, undefined, wayOut);
  }
  let folder: FileSystemDirectoryHandle;
  try {
    const root = await storage.getDirectory();
    folder = await root.getDirectoryHandle(FOLDER, { create: true });
    const canWrite = await canWriteFiles(folder, PROBE + crypto.randomUUID());
    if (!canWrite) throw new Error('files cannot be written from pages');
  } catch (error) {
    throw storageUnavailable(`the browser refused its private file system (${error})`, error);
  }
  const remove = async (id: string) => {
    const names = [fileName(id, 'picture'), fileName(id, 'record')];
    const results = await Promise.allSettled(names.map((name) => removeFile(folder, name)));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  };
  return {
    remove,
    async write(id, picture, record) {
      await writeFile(folder, fileName(id, 'picture'), picture);
      await writeFile(folder, fileName(id, 'record'), record);
    },
    async read(id, kind) {
      const name = fileName(id, kind);
      try {
        const handle = await folder.getFileHandle(name);
        return new Uint8Array(await (await handle.getFile()).arrayBuffer());
      } catch (error) {
        if (!isNotFoundError(error)) throw error;
        const message = `The ${kind} of this pair is missing: expected the file ${FOLDER}/${name}, found none. Remove this pair and generate it again from its settings.`;
        throw new StudioError({ code: 'record-corrupt', message }, { cause: error });
      }
    },
    async removeLeftovers() {
      for await (const name of folder.keys()) {
        const isProbe = name.startsWith(PROBE) && !name.includes('.');
        if (isProbe || name.endsWith(SWAP_ENDING)) await removeFile(folder, name);
      }
    },
    writeLater: (file, bytes) => writeFile(folder, laterName(file), bytes),
    async readLater(file) {
      try {
        const handle = await folder.getFileHandle(laterName(file));
        return new Uint8Array(await (await handle.getFile()).arrayBuffer());
      } catch (error) {
        if (!isNotFoundError(error)) throw error;
        return null;
      }
    },
    removeLater: (file) => removeFile(folder, laterName(file)),
    async list() {
      const ids = new Set<string>();
      const later: LaterFile[] = [];
      for await (const name of folder.keys()) {
        const ending = Object.values(ENDINGS).find((one) => name.endsWith(one));
        if (ending) ids.add(name.slice(0, -ending.length));
        const file = laterFile(name);
        if (file) later.push(file);
      }
      return { ids, later };
    },
  };
}
