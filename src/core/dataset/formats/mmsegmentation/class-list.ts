import type { Label } from '../../labelmap.ts';

/** No mask has it: mmsegmentation only draws with it. */
const UNUSED_COLOR = [0, 0, 0];

export interface ClassList {
  readonly count: number;
  /** `classes=[…],` and `palette=[…],` as Python. */
  readonly python: string;
}

/**
 * The classes as mmsegmentation wants them. Its masks are read as indices, so the list is dense: ids that the label set skips get a
 * placeholder. Void is no class there.
 *
 * @param labels from background to void by rising id
 * @param indent before each line
 */
export function classList(labels: readonly Label[], indent: string): ClassList {
  const byId = new Map(labels.slice(0, -1).map((label) => [label.id, label]));
  const count = 1 + Math.max(...byId.keys());
  const ids = Array.from({ length: count }, (_, id) => id);
  // JSON's strings are Python's.
  const classes = ids.map((id) => `${indent}    ${JSON.stringify(byId.get(id)?.name ?? `unused-${id}`)},`);
  const palette = ids.map((id) => `${indent}    [${(byId.get(id)?.color ?? UNUSED_COLOR).join(', ')}],`);
  const python = [`${indent}classes=[`, ...classes, `${indent}],`, `${indent}palette=[`, ...palette, `${indent}],`];
  return { count, python: python.join('\n') };
}
