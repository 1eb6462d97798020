import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AttentionRecord } from '../../../src/core/attention/types.ts';
import type { TuningSettings } from '../../../src/core/segmentation/types.ts';
import type { ReadablePairs } from '../../../src/engine/export/pair-work.ts';
import { decodePicture, encodePicture } from '../../../src/storage/codecs/picture-codec.ts';
import { decodeWholeRecord, encodeWholeRecord } from '../../../src/storage/codecs/whole-record-codec.ts';
import type { PairMeta, StoredPicture } from '../../../src/storage/types.ts';

/** A row of the gallery; how its record is tuned is said when it is read. */
export type UntunedMeta = Omit<PairMeta, 'tuning' | 'presence' | 'pixels'>;

/**
 * Pairs in a folder, in the studio's own file formats. A row is written after its files and in one go, so that a run that
 * was broken off goes on where it stopped, and several processes may fill one gallery.
 */
export class PairGallery {
  readonly #folder: string;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
  }

  has(id: string): boolean {
    return existsSync(this.#path(id, 'json'));
  }

  /** A pair that is there stays as it is: when it was made orders datasets, and another bench may have made it meanwhile. */
  put(meta: UntunedMeta, picture: StoredPicture, record: AttentionRecord): void {
    if (this.has(meta.id)) return;
    writeFileSync(this.#path(meta.id, 'picture'), encodePicture(picture));
    writeFileSync(this.#path(meta.id, 'record'), encodeWholeRecord(record));
    const partial = this.#path(meta.id, 'partial');
    writeFileSync(partial, JSON.stringify(meta));
    renameSync(partial, this.#path(meta.id, 'json'));
  }

  meta(id: string): UntunedMeta {
    return JSON.parse(readFileSync(this.#path(id, 'json'), 'utf8')) as UntunedMeta;
  }

  picture(id: string): StoredPicture {
    return decodePicture(this.#bytes(id, 'picture'));
  }

  record(id: string): AttentionRecord {
    return decodeWholeRecord(this.#bytes(id, 'record'));
  }

  /** Some pairs as an export reads them, all with the same tuning. */
  readable(ids: readonly string[], tuning: TuningSettings): ReadablePairs {
    const none = { background: 0, void: 0, classes: {} };
    return {
      list: async () => ids.map((id) => ({ ...this.meta(id), tuning, presence: [], pixels: none })),
      readPicture: async (id) => this.picture(id),
      readRecord: async (id) => this.record(id),
      readEdits: async () => null,
    };
  }

  /** Not a Buffer, whose slices share its memory. */
  #bytes(id: string, ending: string): Uint8Array {
    return new Uint8Array(readFileSync(this.#path(id, ending)));
  }

  #path(id: string, ending: string): string {
    return join(this.#folder, `${id}.${ending}`);
  }
}
