import { expect, it } from 'vitest';
import { showObjects } from '../../core/dataset/objects/show-objects.ts';
import { emptyLayer } from '../../core/edit/edit-layer.ts';
import type { Result } from '../../core/errors.ts';
import { defaultTuning } from '../../core/segmentation/tuning-defaults.ts';
import { randomPicture } from '../../gpu/testing/random-picture.ts';
import { randomRecord } from '../../gpu/testing/random-record.ts';
import { chooseSegmenter } from './open-segmenter.ts';
import { segmentRecord } from './segment-record.cpu.ts';
import { Tuning } from './tuning.ts';

const SIZE = { width: 48, height: 32 };
const sides = { crossSides: ['12×8'], selfSides: ['24×16'] } as const;
const edges = {
  width: 24,
  height: 16,
  values: Float32Array.from({ length: 24 * 16 }, (_, i) => (i % 24 === 8 ? 1 : 0)),
};
const record = { ...randomRecord({ classIds: [8, 9], ...sides, windowBins: 1 }), edges };
const picture = randomPicture(SIZE.width, SIZE.height);
const tuning = {
  ...defaultTuning(record.crossSides, sides.selfSides, 32, 1),
  objects: { by: 'edge', minShare: 0, strength: 0.05 },
} as const;

async function opened(): Promise<Tuning> {
  const made = new Tuning(chooseSegmenter(undefined, null));
  await made.open('a', record, picture);
  return made;
}

function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

it('gives a mask with its objects, parted at the edges of the open record', async () => {
  const { segmentation, objects } = unwrap(await (await opened()).split('a', tuning, null));
  const plain = segmentRecord(record, tuning, picture);
  expect(segmentation).toEqual(plain);
  const { mask } = plain;
  expect(objects).toEqual(showObjects({ mask, ...SIZE, edges }, tuning.objects));
  expect(objects.counts).not.toEqual(showObjects({ mask, ...SIZE, edges: null }, tuning.objects).counts);
});

it('finds objects in what was painted over the mask, and leaves the mask without', async () => {
  const layer = emptyLayer(SIZE.width, SIZE.height);
  layer.values.fill(13);
  const { segmentation, objects } = unwrap(
    await (await opened()).split('a', { ...tuning, objects: { ...tuning.objects, by: 'class' } }, layer),
  );
  expect(segmentation.mask).toEqual(segmentRecord(record, tuning, picture).mask);
  expect(objects).toEqual({ counts: { 12: 1 }, labels: new Int32Array(SIZE.width * SIZE.height).fill(1) });
});

it('refuses a record that is not open, and settings that do not fit', async () => {
  const made = await opened();
  expect(await made.split('b', tuning, null)).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  expect(await made.segment('b', tuning)).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  const unfit = await made.split('a', { ...tuning, selfSide: 64 }, null);
  expect(unfit).toMatchObject({ ok: false, error: { code: 'settings-invalid' } });
  expect((await made.split('a', tuning, null)).ok).toBe(true);
});
