/**
 * A private file system in memory, as far as the studio uses one. Writes show up when the stream closes, as in browsers.
 * `quotaBytes` limits what all files and the stream being written hold.
 */
export class MemoryFileSystem {
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  /** When a file was last written, in ms since 1970; 0 unless `nowMs` says otherwise. */
  readonly modifiedMs = new Map<string, number>();
  nowMs = () => 0;
  /** Names that `removeEntry` refuses, by path, and how. */
  readonly held = new Map<string, DOMException>();
  quotaBytes = Number.POSITIVE_INFINITY;
  /** Runs after a file's last write and before the file shows up. */
  beforeClose: (path: string) => Promise<void> = async () => {};

  readonly getDirectory = async () => this.#directory('') as unknown as FileSystemDirectoryHandle;
  readonly estimate = async () => ({ usage: this.#usedBytes(), quota: this.quotaBytes });
  readonly persisted = async () => false;
  readonly persist = async () => true;

  #usedBytes(): number {
    return [...this.files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  }

  #directory(prefix: string) {
    const { files, modifiedMs, held } = this;
    const missing = (name: string) => new DOMException(`${prefix}${name} is not there`, 'NotFoundError');
    return {
      getDirectoryHandle: async (name: string) => this.#directory(`${prefix}${name}/`),
      getFileHandle: async (name: string, options?: FileSystemGetFileOptions) => {
        const path = prefix + name;
        if (!files.has(path)) {
          if (!options?.create) throw missing(name);
          files.set(path, new Uint8Array(0));
          modifiedMs.set(path, this.nowMs());
        }
        return {
          name,
          createWritable: async () => this.#writable(path),
          getFile: async () => {
            const bytes = files.get(path);
            if (!bytes) throw missing(name);
            return new File([bytes], name, { lastModified: modifiedMs.get(path) ?? 0 });
          },
        };
      },
      removeEntry: async (name: string) => {
        const refusal = held.get(prefix + name);
        if (refusal) throw refusal;
        if (!files.delete(prefix + name)) throw missing(name);
      },
      async *keys() {
        for (const path of [...files.keys()]) {
          const rest = path.slice(prefix.length);
          if (path.startsWith(prefix) && !rest.includes('/')) yield rest;
        }
      },
    };
  }

  #writable(path: string) {
    const chunks: Uint8Array[] = [];
    let length = 0;
    const stream = new WritableStream<Uint8Array>({
      write: (chunk) => {
        if (this.#usedBytes() + length + chunk.length > this.quotaBytes) {
          throw new DOMException('no room', 'QuotaExceededError');
        }
        chunks.push(chunk.slice());
        length += chunk.length;
      },
      close: async () => {
        await this.beforeClose(path);
        const bytes = new Uint8Array(length);
        let offset = 0;
        for (const chunk of chunks) {
          bytes.set(chunk, offset);
          offset += chunk.length;
        }
        this.files.set(path, bytes);
        this.modifiedMs.set(path, this.nowMs());
      },
    });
    return Object.assign(stream, {
      write: async (chunk: Uint8Array) => {
        const writer = stream.getWriter();
        try {
          await writer.write(chunk);
        } finally {
          writer.releaseLock();
        }
      },
    });
  }
}
