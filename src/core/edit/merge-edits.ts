import type { EditLayer } from './types.ts';

/**
 * Two people's edits of one mask: pixels that `mine` changed since `base` are mine, all others are theirs. All of one size.
 */
export function mergeEdits(base: EditLayer, mine: EditLayer, theirs: EditLayer): EditLayer {
  const values = theirs.values.slice();
  for (const [index, value] of mine.values.entries()) if (value !== base.values[index]) values[index] = value;
  return { width: mine.width, height: mine.height, values };
}
