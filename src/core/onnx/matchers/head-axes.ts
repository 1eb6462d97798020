import type { Shape } from '../probe-types.ts';

/**
 * A tensor's axes in terms of what they count. Following a projection `[batch, token, channel]` through Reshape and
 * Transpose shows whether it really ends as `[batch, head, token, dim]` with heads outermost in the channels, which the
 * shapes alone do not tell.
 */
export type AxisLabel = 'batch' | 'token' | 'channel' | 'head' | 'dim';

export interface AxisFactor {
  readonly label: AxisLabel;
  readonly size: number;
}

/** Per axis the factors that it is made of, outermost first; none for an axis of one that somebody inserted. */
export type AxisLayout = readonly (readonly AxisFactor[])[];

/** Layout of a projection's output `[B, N, C]`, or `[B·N, C]` as a Gemm gives it. Null for other shapes. */
export function projectionLayout(shape: Shape, batch: number): AxisLayout | null {
  const [first, second, third] = shape;
  if (first === undefined || second === undefined) return null;
  if (shape.length === 3 && third !== undefined) {
    return [[factor('batch', first)], [factor('token', second)], [factor('channel', third)]];
  }
  if (shape.length !== 2 || first % batch !== 0) return null;
  return [[factor('batch', batch), factor('token', first / batch)], [factor('channel', second)]];
}

const factor = (label: AxisLabel, size: number): AxisFactor => ({ label, size });

export function transposeLayout(layout: AxisLayout, order: readonly number[]): AxisLayout {
  return order.map((axis) => layout[axis] ?? []);
}

/**
 * The layout after a Reshape (also Squeeze and Unsqueeze) to `shape`: the same factors in the same order, grouped anew.
 * Only channels may be split, once, into head (outer) and dim (inner). Null if the shape cuts through another factor.
 */
export function reshapeLayout(layout: AxisLayout, shape: Shape): AxisLayout | null {
  const pending = layout.flat();
  const regrouped: AxisFactor[][] = [];
  for (const [axis, size] of shape.entries()) {
    const group = takeFactors(pending, size, shape[axis + 1]);
    if (!group) return null;
    regrouped.push(group);
  }
  return pending.length === 0 ? regrouped : null;
}

function takeFactors(pending: AxisFactor[], size: number, nextSize: number | undefined): AxisFactor[] | null {
  const group: AxisFactor[] = [];
  let product = 1;
  const take = () => {
    const next = pending.shift();
    if (next) group.push(next);
  };
  const splitChannels = (heads: number, channels: number) => {
    pending.splice(0, 1, factor('head', heads), factor('dim', channels / heads));
  };
  if (size === 1 && pending[0]?.label === 'channel' && nextSize === pending[0].size) splitChannels(1, nextSize);
  while (product < size) {
    const next = pending[0];
    if (!next) return null;
    const wanted = size / product;
    const splits = next.label === 'channel' && next.size % wanted === 0 && next.size > wanted;
    if (splits) splitChannels(wanted, next.size);
    else if (wanted % next.size !== 0) return null;
    product *= pending[0]?.size ?? 1;
    take();
  }
  // A factor of one belongs to this axis unless the new shape gives it an axis of its own.
  if (size === 1 ? pending[0]?.size === 1 : pending[0]?.size === 1 && nextSize !== 1) take();
  return group;
}

/** `batch·head|token|dim`: axes apart by a bar, their factors by a dot. */
export function layoutName(layout: AxisLayout): string {
  return layout.map((group) => group.map(({ label }) => label).join('·')).join('|');
}

/** Size of the factor with this label, 1 if there is none. */
export function sizeOf(layout: AxisLayout, label: AxisLabel): number {
  return layout.flat().find((candidate) => candidate.label === label)?.size ?? 1;
}
