import { readFileSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { StudioError } from '../../src/core/errors.ts';
import type { ReadablePairs } from '../../src/engine/export/pair-work.ts';
import { decodePicture } from '../../src/storage/codecs/picture-codec.ts';
import { decodeRecord } from '../../src/storage/codecs/record-codec.ts';
import type { PairMeta } from '../../src/storage/types.ts';

/** A pair as it is stored: its row, and the bytes of its two files. */
export interface StoredKind {
  readonly meta: PairMeta;
  readonly pictureBytes: Uint8Array;
  readonly recordBytes: Uint8Array<ArrayBuffer>;
}

/** A gallery in which some kinds of pairs repeat: rows differ in id, time and seed, and files are those of their kind. */
export interface KindsGallery extends ReadablePairs {
  readonly pairIds: readonly string[];
}

/**
 * A gallery of `count` pairs, the one at place i of kind i modulo their number. Its files are decoded at each read.
 *
 * @throws Error without a kind
 */
export function kindsGallery(kinds: readonly StoredKind[], count: number): KindsGallery {
  if (kinds.length === 0) throw new Error('A gallery needs at least one kind of pairs, found none.');
  const rows = Array.from({ length: count }, (_, i): PairMeta => {
    const { meta } = kinds[i % kinds.length] as StoredKind;
    const createdAt = new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString();
    const id = `pair-${String(i).padStart(6, '0')}`;
    return { ...meta, id, createdAt, settings: { ...meta.settings, seed: i } };
  });
  const places = new Map(rows.map(({ id }, place) => [id, place]));
  const kindOf = (id: string) => {
    const place = places.get(id);
    if (place === undefined) throw new StudioError({ code: 'record-corrupt', message: `There is no pair ${id}.` });
    return kinds[place % kinds.length] as StoredKind;
  };
  return {
    pairIds: rows.map(({ id }) => id),
    list: async () => rows,
    readPicture: async (id) => decodePicture(kindOf(id).pictureBytes),
    readRecord: async (id, part) => decodeRecord(kindOf(id).recordBytes, part),
    readEdits: async () => null,
  };
}

/** For a process of its own. */
export function saveKinds(path: string, kinds: readonly StoredKind[]): void {
  writeFileSync(path, serialize(kinds));
}

export function loadKinds(path: string): StoredKind[] {
  const kinds = deserialize(readFileSync(path)) as StoredKind[];
  // Node's deserializer answers Buffers on one pool; pairs have arrays of their own.
  return kinds.map(({ meta, pictureBytes, recordBytes }) => ({
    meta,
    pictureBytes: Uint8Array.from(pictureBytes),
    recordBytes: Uint8Array.from(recordBytes),
  }));
}
