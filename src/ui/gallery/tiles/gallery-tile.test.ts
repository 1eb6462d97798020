import { expect, it } from 'vitest';
import type { Pair } from '../../studio-context.tsx';
import { galleryTile } from './gallery-tile.ts';

const pair = { id: 'a', review: 'unreviewed', settings: { caption: 'a cat', seed: 7 }, provenance: {} } as Pair;

it('says what the tile shows', () => {
  expect(galleryTile(pair)).toEqual({
    id: 'a',
    label: 'a cat, seed 7, not reviewed',
    seed: 7,
    review: 'unreviewed',
    isUpload: false,
    isFlagged: false,
  });
  const listed = { ...pair, fileName: 'kitchen-03.jpg' } as Pair;
  expect(galleryTile(listed).label).toBe('a cat, file kitchen-03.jpg, seed 7, not reviewed');
  const upload = { fileName: 'x.jpg', sha256: null };
  const photo = { ...pair, review: 'accepted', provenance: { upload } } as Pair;
  expect(galleryTile(photo).label).toBe('x.jpg, your photo, accepted');
});

it('names each kind of flag once', () => {
  const absent = { kind: 'absent-class', evidence: 1, present: false } as const;
  const flags = [
    { ...absent, classId: 8 },
    { ...absent, classId: 9 },
    { kind: 'much-void', share: 0.4 },
  ] as const;
  expect(galleryTile(pair, flags).label).toBe('a cat, seed 7, not reviewed, flagged: absent class, much void');
});

it('is the same object until something that it says changes', () => {
  const tile = galleryTile(pair, [{ kind: 'much-void', share: 0.4 }]);
  expect(galleryTile(pair, [{ kind: 'much-void', share: 0.5 }])).toBe(tile);
  expect(galleryTile(pair, [])).not.toBe(tile);
});
