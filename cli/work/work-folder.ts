import { join } from 'node:path';
import { canonicalJson } from '../../src/core/dataset/canonical-json.ts';
import { type Failure, StudioError } from '../../src/core/errors.ts';
import { type DiskFs, makeFolder, namesIn, onDisk, REAL_FS, readText, writeAtomically } from './disk.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import { FRESH, ITEMS, identitiesIn, readItem, readItemFile, storeItem } from './item-folders.ts';
import { type RunFacts, readRunFacts, requireSameRun } from './run-facts.ts';
import type { FinishedItem, ItemFile, StoredItem } from './stored-item.ts';

const RUN = 'run.json';
const LOCK = 'lock';
const FAILED = 'failed';

/**
 * What a run has made so far, on disk: `run.json`, and a folder for each finished item by its identity, `items/ab/abcd…`. An item is
 * there as a whole or not at all: its files are brought to the disk in a folder of its own, which is then renamed.
 */
export interface WorkFolder {
  readonly path: string;
  /** Identities of finished items. */
  finished(): Promise<Set<string>>;
  /** Stores an item; one that is there already stays. */
  store(item: FinishedItem): Promise<void>;
  /** Notes that an item cannot be made, and why; it is tried again when the run goes on. */
  storeFailure(identity: string, failure: Failure): Promise<void>;
  failures(): Promise<ReadonlyMap<string, Failure>>;
  /** @throws StudioError `record-corrupt` */
  readItem(identity: string): Promise<StoredItem>;
  /** @throws StudioError `record-corrupt` where it is missing or not as it was written */
  readFile(item: StoredItem, file: ItemFile): Promise<Uint8Array<ArrayBuffer>>;
}

/** A work folder that this process alone writes. */
export interface OpenWorkFolder extends WorkFolder {
  release(): Promise<void>;
  /** With all that it holds. */
  remove(): Promise<void>;
}

export interface OpenWorkOptions {
  readonly facts: RunFacts;
  /** Go on with what was begun there. */
  readonly resume: boolean;
  readonly disk?: DiskFs;
}

/**
 * Opens a run's work folder and locks it.
 * @throws StudioError `folder-in-use`; `run-changed` where another run was begun there, or this one and `resume` is not set;
 *   `storage-full`, `storage-unavailable`
 */
export async function openWorkFolder(
  path: string,
  { facts, resume, disk = REAL_FS }: OpenWorkOptions,
): Promise<OpenWorkFolder> {
  return onDisk(path, async () => {
    await makeFolder(disk, path);
    const lock = await lockFolder(disk, join(path, LOCK));
    try {
      await begin(disk, path, facts, resume);
    } catch (error) {
      await lock.release().catch(() => undefined); // what matters is the first error
      throw error;
    }
    return writable(disk, path, lock);
  });
}

async function begin(disk: DiskFs, path: string, facts: RunFacts, resume: boolean): Promise<void> {
  const file = join(path, RUN);
  const begun = await readText(disk, file);
  if (begun === null) {
    await makeFolder(disk, join(path, ITEMS));
    await writeAtomically(disk, file, canonicalJson(facts));
  } else {
    requireSameRun(readRunFacts(begun, file), facts, path);
    const done = resume ? 0 : (await identitiesIn(disk, path)).length;
    if (!resume) {
      const message = `Expected a folder without a run; in ${path} this one was begun, and ${done} of its pairs are finished. Add --resume to go on, or name another folder.`;
      throw new StudioError({ code: 'run-changed', message });
    }
  }
  await disk.rm(join(path, FRESH), { recursive: true, force: true });
  await makeFolder(disk, join(path, FRESH));
}

/**
 * A work folder to be read.
 * @throws StudioError `file-missing` where no run was begun there, `record-corrupt`
 */
export async function readWorkFolder(
  path: string,
  disk: DiskFs = REAL_FS,
): Promise<WorkFolder & { readonly facts: RunFacts }> {
  const file = join(path, RUN);
  const text = await onDisk(path, () => readText(disk, file));
  if (text === null) {
    const message = `Expected a folder in which a run was begun; ${path} has no ${RUN}. Name what was given to generate as --out.`;
    throw new StudioError({ code: 'file-missing', message });
  }
  return { facts: readRunFacts(text, file), ...readable(disk, path) };
}

function readable(disk: DiskFs, path: string): Pick<WorkFolder, keyof WorkFolder> {
  const guarded = <T>(work: () => Promise<T>) => onDisk(path, work);
  return {
    path,
    finished: () => guarded(async () => new Set(await identitiesIn(disk, path))),
    store: () => Promise.reject(new Error('This folder was opened to be read')),
    storeFailure: () => Promise.reject(new Error('This folder was opened to be read')),
    failures: () =>
      guarded(async () => {
        const names = await namesIn(disk, join(path, FAILED));
        const texts = names.map(async (name) => [name, await readText(disk, join(path, FAILED, name))] as const);
        const told = (await Promise.all(texts)).flatMap(([name, text]) =>
          text ? [[name, JSON.parse(text)] as const] : [],
        );
        return new Map(told.map(([name, failure]) => [name.replace(/\.json$/, ''), failure as Failure]));
      }),
    readItem: (identity) => guarded(() => readItem(disk, path, identity)),
    readFile: (item, file) => guarded(() => readItemFile(disk, path, item, file)),
  };
}

function writable(disk: DiskFs, path: string, lock: FolderLock): OpenWorkFolder {
  const guarded = <T>(work: () => Promise<T>) => onDisk(path, work);
  return {
    ...readable(disk, path),
    store: (item) =>
      guarded(async () => {
        if (await storeItem(disk, path, item))
          await disk.rm(join(path, FAILED, `${item.identity}.json`), { force: true });
      }),
    storeFailure: (identity, { code, message }) =>
      guarded(async () => {
        await makeFolder(disk, join(path, FAILED));
        await writeAtomically(disk, join(path, FAILED, `${identity}.json`), canonicalJson({ code, message }));
      }),
    release: () => guarded(() => lock.release()),
    remove: () =>
      guarded(async () => {
        await lock.release();
        await disk.rm(path, { recursive: true, force: true });
      }),
  };
}
