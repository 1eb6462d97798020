import { pictureHash } from '../../src/core/review/picture-hash.ts';
import { placeGrids } from '../../src/core/review/place-grids.ts';
import { reviewPair } from '../../src/core/review/review-pair.fixture.ts';
import type { ReviewPair } from '../../src/core/review/types.ts';
import { encodePicture } from '../../src/storage/codecs/picture-codec.ts';
import { encodeRecord } from '../../src/storage/codecs/record-codec.ts';
import { smallRecord } from '../../src/storage/small-pair.fixture.ts';

/** The bundled model's. */
const SIDE = 128;
const REVIEWS = ['unreviewed', 'accepted', 'rejected'] as const;

export interface StoredGallery {
  readonly rows: readonly ReviewPair[];
  /** The record file of all pairs, base64. */
  readonly record: string;
  /** Picture files as they are stored, base64; the pair at place i has the one at i modulo their number. */
  readonly pictures: readonly string[];
}

/**
 * A gallery as the studio stores it: rows with masks, hashes and places, and picture files. Pictures repeat after `kinds`.
 * All have one tiny attention record, of class 8: opening a pair makes another mask than its row tells of.
 */
export async function manyPairs(
  count: number,
  kinds: number,
  classOf = (kind: number) => 1 + (kind % 20),
): Promise<StoredGallery> {
  const made = Array.from({ length: kinds }, (_, kind) => scene(kind, classOf(kind)));
  const rows = Array.from({ length: count }, (_, i) => {
    const { classId, area, places, hash } = made[i % kinds] as ReturnType<typeof scene>;
    const id = `bench-${String(i).padStart(6, '0')}`;
    const pair = reviewPair(id);
    const createdAt = new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString();
    return {
      ...pair,
      createdAt,
      width: SIDE,
      height: SIDE,
      review: REVIEWS[i % REVIEWS.length] ?? 'unreviewed',
      settings: { ...pair.settings, classIds: [classId], seed: i },
      presence: [{ classId, evidence: 1 + (i % 12), present: true }],
      pixels: { background: SIDE * SIDE - area - (i % 900), void: i % 900, classes: { [classId]: area } },
      pictureHash: hash,
      places,
    };
  });
  const record = base64(await encodeRecord(smallRecord()));
  return { rows, record, pictures: made.map(({ picture }) => base64(encodePicture(picture))) };
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** A disc on a sky, and its mask. */
function scene(kind: number, classId: number) {
  const [cx, cy, radius] = [24 + ((kind * 37) % 80), 24 + ((kind * 53) % 80), 8 + ((kind * 7) % 24)];
  const rgba = new Uint8ClampedArray(4 * SIDE * SIDE);
  const mask = new Uint8Array(SIDE * SIDE);
  for (let i = 0; i < SIDE * SIDE; i++) {
    const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
    const isInside = Math.hypot(x - cx, y - cy) < radius;
    if (isInside) mask[i] = classId;
    rgba.set(isInside ? [(kind * 67) % 256, (kind * 29) % 256, 90, 255] : [140, 180 - y / 2, 220 - x / 2, 255], 4 * i);
  }
  const picture = { width: SIDE, height: SIDE, rgba };
  const area = mask.filter((id) => id !== 0).length;
  return { classId, area, picture, places: placeGrids(mask, SIDE, SIDE), hash: pictureHash(picture) };
}
