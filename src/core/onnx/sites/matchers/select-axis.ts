import { type AxisFactor, type AxisLayout, channelFactors, type Piece } from './head-axes.ts';

export interface Selection {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  /** The axis goes away, as after Gather with a single index. */
  readonly drops: boolean;
}

/**
 * The layout after a part of one axis was taken. Of channels that is Q or K out of a projection made for several; of
 * heads, batch or tokens it is a piece of attention that the graph computes piece by piece. Null for anything else.
 */
export function selectAxis(layout: AxisLayout, { axis, start, end, drops }: Selection): AxisLayout | null {
  const group = layout.axes[axis];
  if (!group) return null;
  const size = group.reduce((product, factor) => product * factor.size, 1);
  const replaced = (rest: readonly AxisFactor[]) =>
    layout.axes.flatMap((old, i) => (i !== axis ? [old] : drops ? [] : [rest]));
  if (end - start === size) return { ...layout, axes: replaced(group) };
  const [only] = group;
  if (group.length === 1 && only?.label === 'channel' && !isHeadAxis(layout, axis)) {
    const rest = end - start > 1 ? [{ ...only, size: end - start }] : [];
    return { ...layout, axes: replaced(rest), firstChannel: layout.firstChannel + start * only.stride };
  }
  const of = group.every(({ label }) => label === 'token') ? 'tokens' : 'heads';
  if (of === 'heads' && group.some(({ label }) => label === 'token')) return null;
  const pieces: readonly Piece[] = [...layout.pieces, { of, start, end, size }];
  const head = group.find(({ label }) => label === 'channel');
  return {
    ...layout,
    axes: replaced(shrink(group, end - start)),
    pieces,
    slicedHead: layout.slicedHead ?? head ?? null,
  };
}

/** The group with `size` elements, taken from its innermost factor first. */
function shrink(group: readonly AxisFactor[], size: number): AxisFactor[] {
  let left = size;
  return [...group]
    .reverse()
    .map((factor) => {
      const taken = left % factor.size === 0 ? factor.size : Math.min(left, factor.size);
      left = Math.max(1, Math.floor(left / taken));
      return { ...factor, size: taken };
    })
    .reverse();
}

/** An axis of heads stands between batch and tokens; a part of the channels that is not Q or K yet stands elsewhere. */
function isHeadAxis(layout: AxisLayout, axis: number): boolean {
  const factors = channelFactors(layout);
  const [only] = layout.axes[axis] ?? [];
  const tokens = layout.axes.findIndex((group) => group.some(({ label }) => label === 'token'));
  return axis > 0 && axis < tokens && factors.length === 2 && only?.stride === factors[0]?.stride;
}
