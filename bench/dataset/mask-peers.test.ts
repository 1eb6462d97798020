import { expect, it } from 'vitest';
import { classRegions } from './mask-peers.ts';

it('tells each class of a mask as pycocotools does: compressed run lengths, pixels and box, by class', () => {
  // The texts are pycocotools 2's; 255 is void.
  const mask = Uint8Array.from([9, 9, 0, 0, 3, 255]);
  expect(classRegions(mask, 3, 2)).toEqual([
    [3, '312', 1, [1, 1, 1, 1]],
    [9, '01102', 2, [0, 0, 2, 1]],
  ]);
});
