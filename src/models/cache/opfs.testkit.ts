type Node = Folder | { bytes: Uint8Array<ArrayBuffer> };
type Folder = Map<string, Node>;

/**
 * A private file system in memory, as far as the model cache uses one. Content shows up when the stream closes, a File is
 * a snapshot, as in browsers. `quotaBytes` limits what all files hold.
 */
export class FakeOpfs {
  quotaBytes = Number.POSITIVE_INFINITY;
  /** Files that were written to their end. */
  writes = 0;
  /** Folders that were removed: whoever still holds one finds nothing in it and cannot write into it. */
  readonly #removed = new WeakSet<Folder>();
  readonly #root: Folder = new Map();

  readonly getDirectory = async () => this.#directory(this.#root, '') as unknown as FileSystemDirectoryHandle;
  readonly estimate = async () => ({ usage: this.usedBytes(), quota: this.quotaBytes });

  usedBytes(folder: Folder = this.#root): number {
    const sizes = [...folder.values()].map((node) =>
      node instanceof Map ? this.usedBytes(node) : node.bytes.byteLength,
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** Paths of all files, sorted. */
  paths(folder: Folder = this.#root, prefix = ''): string[] {
    const inside = [...folder].flatMap(([name, node]) =>
      node instanceof Map ? this.paths(node, `${prefix}${name}/`) : [prefix + name],
    );
    return inside.sort();
  }

  remove(path: string): void {
    const [name = '', ...folders] = path.split('/').reverse();
    let folder: Node | undefined = this.#root;
    for (const one of folders.reverse()) folder = folder instanceof Map ? folder.get(one) : undefined;
    if (!(folder instanceof Map && folder.delete(name))) throw new Error(`There is no ${path}`);
  }

  #directory(folder: Folder, name: string) {
    const missing = (entry: string) => new DOMException(`${entry} is not there`, 'NotFoundError');
    const requireFolder = () => {
      if (this.#removed.has(folder)) throw missing(name);
    };
    const handleOf = (entry: string, node: Node): unknown =>
      node instanceof Map ? this.#directory(node, entry) : this.#file(folder, entry);
    return {
      kind: 'directory',
      name,
      getDirectoryHandle: async (entry: string, options?: FileSystemGetDirectoryOptions) => {
        requireFolder();
        const node = folder.get(entry) ?? (options?.create ? new Map<string, Node>() : null);
        if (!(node instanceof Map)) throw missing(entry);
        folder.set(entry, node);
        return this.#directory(node, entry);
      },
      getFileHandle: async (entry: string, options?: FileSystemGetFileOptions) => {
        requireFolder();
        if (!folder.has(entry)) {
          if (!options?.create) throw missing(entry);
          folder.set(entry, { bytes: new Uint8Array(0) });
        }
        return this.#file(folder, entry);
      },
      removeEntry: async (entry: string, options?: FileSystemRemoveOptions) => {
        const node = folder.get(entry);
        if (!node) throw missing(entry);
        if (node instanceof Map && node.size > 0 && !options?.recursive) {
          throw new DOMException('the folder is not empty', 'InvalidModificationError');
        }
        folder.delete(entry);
        if (node instanceof Map) this.#forget(node);
      },
      async *keys() {
        requireFolder();
        yield* [...folder.keys()];
      },
      async *entries() {
        for (const [entry, node] of [...folder]) yield [entry, handleOf(entry, node)];
      },
      async *values() {
        for (const [entry, node] of [...folder]) yield handleOf(entry, node);
      },
    };
  }

  #forget(folder: Folder): void {
    this.#removed.add(folder);
    for (const node of folder.values()) if (node instanceof Map) this.#forget(node);
  }

  #file(folder: Folder, name: string) {
    return {
      kind: 'file',
      name,
      getFile: async () => {
        const node = folder.get(name);
        if (!node || node instanceof Map) throw new DOMException(`${name} is not there`, 'NotFoundError');
        return new File([node.bytes], name);
      },
      createWritable: async () => {
        const chunks: Uint8Array<ArrayBuffer>[] = [];
        return {
          write: async (bytes: Uint8Array<ArrayBuffer>) => {
            const waiting = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
            if (this.usedBytes() + waiting + bytes.byteLength > this.quotaBytes) {
              throw new DOMException('no room', 'QuotaExceededError');
            }
            chunks.push(bytes.slice());
          },
          close: async () => {
            this.writes++;
            folder.set(name, { bytes: new Uint8Array(await new Blob(chunks).arrayBuffer()) });
          },
          abort: async () => undefined,
        };
      },
    };
  }
}
