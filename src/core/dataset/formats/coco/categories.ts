import { StudioError } from '../../../errors.ts';
import type { LabelClass, LabelSet, Rgb } from '../../../prompt/types.ts';
import { BACKGROUND_ID } from '../../../segmentation/types.ts';
import { labelsOf } from '../../labelmap.ts';

export interface CocoCategory {
  readonly id: number;
  readonly name: string;
  /** Mask value. */
  readonly classId: number;
  readonly color: Rgb;
}

/**
 * A category for each class by rising id, whether it occurs or not: with COCO's own number where the label set has it; the others are
 * numbered from 1, or after the highest of COCO's that there is.
 *
 * @throws StudioError `settings-invalid` where two classes have one of COCO's numbers
 */
export function cocoCategories(labelSet: LabelSet): CocoCategory[] {
  const owners = new Map<number, LabelClass>();
  for (const one of labelSet.classes) {
    if (one.cocoCategoryId === undefined) continue;
    const owner = owners.get(one.cocoCategoryId);
    if (owner) {
      const message = `COCO needs a category number of its own for each class; found ${one.cocoCategoryId} for “${owner.name}” and “${one.name}”. Change one in the label set “${labelSet.name}”.`;
      throw new StudioError({ code: 'settings-invalid', message });
    }
    owners.set(one.cocoCategoryId, one);
  }
  let next = 1 + Math.max(0, ...owners.keys());
  const given = new Map(labelSet.classes.map((one) => [one.id, one.cocoCategoryId]));
  return labelsOf(labelSet)
    .filter(({ id }) => given.has(id))
    .map(({ id: classId, name, color }) => ({ id: given.get(classId) ?? next++, name, classId, color }))
    .sort((a, b) => a.id - b.id);
}

/** Background as a category after all others. */
export function backgroundCategory(categories: readonly CocoCategory[]): CocoCategory {
  const id = 1 + Math.max(...categories.map((category) => category.id));
  return { id, name: 'background', classId: BACKGROUND_ID, color: [0, 0, 0] };
}
