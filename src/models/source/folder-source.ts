import { StudioError } from '../../core/errors.ts';
import type { ModelSource } from '../types.ts';
import { connectionFailure } from './http-request.ts';

/** A home folder picked by mistake should say so, not be read for minutes. */
const MAX_FILES = 2000;
const MAX_DEPTH = 4;

/** A file of a local folder with its path relative to the model's folder. */
export interface LocalFile {
  readonly path: string;
  readonly file: () => Promise<File>;
}

/** What a person chose or dropped, as a model's folder. */
export interface LocalFolder {
  readonly label: string;
  readonly files: readonly LocalFile[];
}

/** A folder that the person picked (`showDirectoryPicker`). @throws StudioError `model-unsupported` for a huge one */
export async function directorySource(handle: FileSystemDirectoryHandle): Promise<ModelSource> {
  const files: LocalFile[] = [];
  await collect(handle, '', 0, files);
  return localSource(handle.name, files);
}

async function collect(
  folder: FileSystemDirectoryHandle,
  prefix: string,
  depth: number,
  into: LocalFile[],
): Promise<void> {
  for await (const [name, handle] of folder.entries()) {
    if (name.startsWith('.')) continue;
    if (handle.kind === 'directory') {
      if (depth < MAX_DEPTH) await collect(handle, `${prefix}${name}/`, depth + 1, into);
      continue;
    }
    into.push({ path: prefix + name, file: () => handle.getFile() });
    if (into.length > MAX_FILES) throw tooMany();
  }
}

/**
 * Files of `<input webkitdirectory>` or plain chosen files. The picked folder's own name is cut off their paths.
 * @throws StudioError `model-unsupported` for a huge folder
 */
export function chosenFolder(files: Iterable<File>): LocalFolder {
  const all = [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file: async () => file }));
  if (all.length > MAX_FILES) throw tooMany();
  return withoutRoot(all, 'chosen files');
}

/**
 * Files and folders dropped on the page. Call it in the drop handler itself: the list is emptied when the handler returns.
 * @throws StudioError `model-unsupported` for a huge folder
 */
export async function droppedFolder(items: Iterable<DataTransferItem>): Promise<LocalFolder> {
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const files: LocalFile[] = [];
  for (const entry of entries) await collectEntry(entry, '', 0, files);
  return withoutRoot(files, 'dropped files');
}

async function collectEntry(entry: FileSystemEntry, prefix: string, depth: number, into: LocalFile[]): Promise<void> {
  if (entry.name.startsWith('.')) return;
  const path = prefix + entry.name;
  if (entry.isFile) {
    const file = () => new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    into.push({ path, file });
    if (into.length > MAX_FILES) throw tooMany();
    return;
  }
  if (depth > MAX_DEPTH) return;
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader gives a hundred entries a time and an empty list at the end.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return;
    for (const child of batch) await collectEntry(child, `${path}/`, depth + 1, into);
  }
}

/** Cuts off the folder that all files share, unless it is a part of the model's own layout. */
function withoutRoot(files: readonly LocalFile[], nameless: string): LocalFolder {
  const root = files[0]?.path.split('/')[0] ?? '';
  const isRoot = files.length > 1 && files.every(({ path }) => path.startsWith(`${root}/`));
  if (!isRoot || /^(unet|text_encoder|vae_decoder|tokenizer)$/.test(root)) return { label: nameless, files };
  return { label: root, files: files.map((file) => ({ ...file, path: file.path.slice(root.length + 1) })) };
}

/** Local files as a model: nothing is copied, their bytes stay where they are. */
export function localSource(label: string, files: readonly LocalFile[]): ModelSource {
  const open = async (path: string) => {
    const found = files.find((file) => file.path === path);
    if (!found) {
      throw new StudioError({
        code: 'model-missing-file',
        message: `The folder "${label}" lacks ${path}. Choose the folder that holds the model's unet, text_encoder, vae_decoder and tokenizer.`,
        details: { file: path },
      });
    }
    try {
      return await found.file();
    } catch (cause) {
      throw connectionFailure(path, 'could not be read from this device', null, cause);
    }
  };
  return {
    label,
    list: async () => {
      const sizes = files.map(async ({ path }) => ({ path, bytes: (await open(path)).size, sha256: null }));
      return Promise.all(sizes);
    },
    has: async (path) => files.some((file) => file.path === path),
    async open(path, { onBytes } = {}) {
      const file = await open(path);
      onBytes?.(file.size);
      return file;
    },
    peek: open,
    presentBytes: async (path) => (await open(path)).size,
  };
}

function tooMany(): StudioError {
  return new StudioError({
    code: 'model-unsupported',
    message: `Expected a model's folder; found more than ${MAX_FILES} files. Choose the folder that holds unet, text_encoder and vae_decoder.`,
  });
}
