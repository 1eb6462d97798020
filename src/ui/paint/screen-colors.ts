import { BUILT_IN_LABEL_SETS } from '../../core/prompt/label-sets/own-label-set.ts';
import { vividColors } from '../../core/prompt/label-sets/vivid-colors.ts';
import type { LabelSet, Rgb } from '../../core/prompt/types.ts';

const known = new WeakMap<LabelSet, ReadonlyMap<number, Rgb>>();

/**
 * Colours of classes on the screen. A built-in set gets vivid ones, since its own may be near black: each next class takes the colour
 * that is farthest from those before it for whichever eye tells them apart least. A person's own set has those that they chose.
 */
export function screenColors(labelSet: LabelSet): ReadonlyMap<number, Rgb> {
  const colors = known.get(labelSet) ?? chooseColors(labelSet);
  known.set(labelSet, colors);
  return colors;
}

function chooseColors({ id: setId, classes }: LabelSet): ReadonlyMap<number, Rgb> {
  const isBuiltIn = BUILT_IN_LABEL_SETS.some(({ id }) => id === setId);
  const vivid = isBuiltIn ? vividColors(classes.length) : [];
  return new Map(classes.map(({ id, color }, index) => [id, vivid[index] ?? color]));
}
