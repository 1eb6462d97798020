import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { reviewPair } from '../../src/core/review/review-pair.fixture.ts';
import { encodePicture } from '../../src/storage/codecs/picture-codec.ts';
import { encodeRecord } from '../../src/storage/codecs/record-codec.ts';
import { smallRecord } from '../../src/storage/small-pair.fixture.ts';
import { kindsGallery, loadKinds, type StoredKind, saveKinds } from './stored-kind.ts';

const kind = async (grey: number): Promise<StoredKind> => ({
  meta: { ...reviewPair('kind'), addedClasses: [] },
  pictureBytes: encodePicture({ width: 2, height: 2, rgba: new Uint8ClampedArray(16).fill(grey) }),
  recordBytes: await encodeRecord(smallRecord()),
});

it('repeats kinds under ids, times and seeds of their own, also from a file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kinds-'));
  try {
    const path = join(folder, 'kinds.bin');
    saveKinds(path, [await kind(10), await kind(20)]);
    const gallery = kindsGallery(loadKinds(path), 5);
    const rows = await gallery.list();
    const own = rows.flatMap(({ id, createdAt, settings }) => [id, createdAt, `seed ${settings.seed}`]);
    expect(new Set(own).size).toBe(15);
    const greys = await Promise.all(gallery.pairIds.map(async (id) => (await gallery.readPicture(id)).rgba[0]));
    expect(greys).toEqual([10, 20, 10, 20, 10]);
    expect((await gallery.readRecord('pair-000004')).classIds).toEqual(smallRecord().classIds);
    await expect(gallery.readPicture('pair-000005')).rejects.toThrow('There is no pair pair-000005.');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('needs a kind', () => {
  expect(() => kindsGallery([], 1)).toThrow('at least one kind');
});
