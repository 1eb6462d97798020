import type { Shape } from '../../shapes/probe-types.ts';
import type { ChannelSlice } from '../../types.ts';

/**
 * A tensor's axes in terms of what they count. Following a projection `[batch, token, channel]` through Reshape,
 * Transpose, Split and Slice shows whether it really ends as `[batch, head, token, dim]` with heads outermost in the
 * channels, which the shapes alone do not tell.
 */
export interface AxisFactor {
  readonly label: 'batch' | 'token' | 'channel';
  readonly size: number;
  /** Of channels: how far neighbours lie apart in the projection's last axis. */
  readonly stride: number;
}

export interface AxisLayout {
  /** Per axis the factors that it is made of, outermost first; none for an axis of one that somebody inserted. */
  readonly axes: readonly (readonly AxisFactor[])[];
  /** The projection's first channel that is still there. */
  readonly firstChannel: number;
  /** Channels of the whole projection. */
  readonly allChannels: number;
  /** Tokens before slices were taken. */
  readonly tokens: number;
  /** Slices of batch, heads or tokens that were taken: attention computed piece by piece. */
  readonly pieces: readonly Piece[];
  /** The head factor before slices were taken of it. */
  readonly slicedHead: AxisFactor | null;
}

export interface Piece {
  readonly of: 'heads' | 'tokens';
  readonly start: number;
  readonly end: number;
  readonly size: number;
}

/** Layout of a projection's output `[B, N, C]`, or `[B·N, C]` as a Gemm gives it. Null for other shapes. */
export function projectionLayout(shape: Shape, batch: number): AxisLayout | null {
  const [first, second, third] = shape;
  if (first === undefined || second === undefined) return null;
  const layout = { firstChannel: 0, pieces: [], slicedHead: null };
  if (shape.length === 3 && third !== undefined) {
    const axes = [[factor('batch', first)], [factor('token', second)], [factor('channel', third)]];
    return { ...layout, axes, allChannels: third, tokens: second };
  }
  if (shape.length !== 2 || first % batch !== 0) return null;
  const axes = [[factor('batch', batch), factor('token', first / batch)], [factor('channel', second)]];
  return { ...layout, axes, allChannels: second, tokens: first / batch };
}

const factor = (label: AxisFactor['label'], size: number): AxisFactor => ({ label, size, stride: 1 });

export function transposeLayout(layout: AxisLayout, order: readonly number[]): AxisLayout {
  return { ...layout, axes: order.map((axis) => layout.axes[axis] ?? []) };
}

/**
 * The layout after a Reshape (also Squeeze and Unsqueeze) to `shape`: the same factors in the same order, grouped anew.
 * Only channels may be split. Null if the shape cuts through another factor.
 */
export function reshapeLayout(layout: AxisLayout, shape: Shape): AxisLayout | null {
  const pending = layout.axes.flat();
  const regrouped: AxisFactor[][] = [];
  for (const [axis, size] of shape.entries()) {
    const group = takeFactors(pending, size, shape[axis + 1]);
    if (!group) return null;
    regrouped.push(joinNeighbours(group));
  }
  return pending.length === 0 ? { ...layout, axes: regrouped } : null;
}

function takeFactors(pending: AxisFactor[], size: number, nextSize: number | undefined): AxisFactor[] | null {
  const group: AxisFactor[] = [];
  let product = 1;
  const take = () => {
    const next = pending.shift();
    if (next) group.push(next);
  };
  while (product < size) {
    const next = pending[0];
    if (!next) return null;
    const wanted = size / product;
    if (next.label === 'channel' && next.size % wanted === 0 && next.size > wanted) {
      const inner = next.size / wanted;
      pending.splice(0, 1, { ...next, size: wanted, stride: next.stride * inner }, { ...next, size: inner });
    } else if (wanted % next.size !== 0) return null;
    product *= pending[0]?.size ?? 1;
    take();
  }
  // A factor of one belongs to this axis unless the new shape gives it an axis of its own.
  if (size === 1 ? pending[0]?.size === 1 : pending[0]?.size === 1 && nextSize !== 1) take();
  return group;
}

/** Channel factors that count on where the next one ends are one factor. */
function joinNeighbours(group: readonly AxisFactor[]): AxisFactor[] {
  const joined: AxisFactor[] = [];
  for (const next of group) {
    const last = joined.at(-1);
    const isOne = last?.label === 'channel' && next.label === 'channel' && last.stride === next.stride * next.size;
    if (last && isOne) joined[joined.length - 1] = { ...next, size: last.size * next.size };
    else joined.push(next);
  }
  return joined;
}

/** Channel factors of the layout with heads as they were before slices, outermost in the projection first. */
export function channelFactors({ axes, slicedHead }: AxisLayout): readonly AxisFactor[] {
  const there = axes.flat().filter(({ label, stride }) => label === 'channel' && stride !== slicedHead?.stride);
  return [...there, ...(slicedHead ? [slicedHead] : [])].sort((a, b) => b.stride - a.stride || b.size - a.size);
}

/**
 * Which of the projection's channels are there: null for all, `scattered` where they are no run of neighbours in equal
 * groups.
 */
export function channelSlice(layout: AxisLayout): ChannelSlice | null | 'scattered' {
  const runs = joinNeighbours(channelFactors(layout).filter(({ size }) => size > 1));
  const { firstChannel: start, allChannels } = layout;
  const [outer, inner] = runs;
  const first = inner ?? outer;
  const size = first?.size ?? 1;
  if (runs.length > 2 || (first && first.stride !== 1)) return 'scattered';
  if (size === allChannels) return null;
  if (!outer || !inner) return { groups: 1, start, end: start + size };
  const isRegular = outer.size * outer.stride === allChannels && start + size <= outer.stride;
  return isRegular ? { groups: outer.size, start, end: start + size } : 'scattered';
}

/** `batch·head|token|dim`: axes apart by a bar, their factors by a dot. Undivided channels are called so. */
export function layoutName(layout: AxisLayout): string {
  const factors = channelFactors(layout);
  const nameOf = ({ label, stride }: AxisFactor) => {
    if (label !== 'channel' || factors.length !== 2) return label;
    return stride === factors[0]?.stride ? 'head' : 'dim';
  };
  return layout.axes.map((group) => group.map(nameOf).join('·')).join('|');
}

/** Heads and channels (heads·headDim) of a layout whose channels are split once or not at all. */
export function countHeads(layout: AxisLayout): { readonly heads: number; readonly channels: number } {
  const factors = channelFactors(layout);
  const channels = factors.reduce((product, { size }) => product * size, 1);
  return { heads: factors.length === 2 ? (factors[0]?.size ?? 1) : 1, channels };
}
