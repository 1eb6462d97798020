import { expandRunLengths, paintRunLengths } from '../../../core/dataset/regions/run-lengths.ts';
import { VOID_ID } from '../../../core/segmentation/types.ts';
import type { Example } from '../../../studio/settings/examples.ts';

/** What `npm run example-cards` writes. */
export interface CardList {
  /** Of each picture, in pixels. */
  readonly side: number;
  /** By the example's name, then by class name or `void`: COCO's compressed run lengths. */
  readonly masks: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * The mask of an example's card.
 * @returns u8 `[side,side]`: class ids of the example's label set, 0 background, 255 void; null where the list has none
 */
export function cardMask({ name, classIds, labelSet }: Example, { side, masks }: CardList): Uint8Array | null {
  const runs = masks[name];
  if (!runs) return null;
  const mask = new Uint8Array(side * side);
  const classes = labelSet.classes.filter(({ id }) => classIds.includes(id));
  for (const { id, name: className } of [...classes, { id: VOID_ID, name: 'void' }]) {
    paintRunLengths(expandRunLengths(runs[className] ?? ''), side, side, (pixel) => {
      mask[pixel] = id;
    });
  }
  return mask;
}
