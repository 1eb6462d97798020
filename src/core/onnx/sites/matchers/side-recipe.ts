import type { GraphProbe } from '../../shapes/probe-graph.ts';
import type { ChannelSlice, TensorRecipe } from '../../types.ts';
import { channelSlice } from './head-axes.ts';
import type { MatchedSide } from './site-matcher.ts';
import type { HeadTrace } from './trace-heads.ts';

/**
 * How unscaled Q or K is had: a tensor of the graph that is just that if there is one, else the channels of the projection
 * that the trace leads to.
 */
export function sideRecipe(
  probe: GraphProbe,
  { projection, layout, tappable }: HeadTrace,
  addedBias: TensorRecipe['addedBias'] = null,
): MatchedSide | { readonly reason: string } {
  const channels = channelSlice(layout);
  if (channels === 'scattered') return { reason: `its channels lie scattered in projection "${projection.output}"` };
  const { weight, weightTransposed, bias, repeated } = projection;
  const remake = { layer: { weight, weightTransposed, bias, repeated }, channels, addedBias };
  const same = tappable.find((candidate) => isSameSlice(channelSlice(candidate.layout), channels));
  if (same) {
    const recipe = { tensor: same.tensor, flat: null, layer: null, channels: null, addedBias };
    return { projection, recipe, remake };
  }
  const isFlat = probe.facts(projection.output).shape?.length === 2;
  const flat = isFlat && probe.sample ? { batchOf: probe.sample.name, width: projection.channels } : null;
  return { projection, recipe: { tensor: projection.output, flat, layer: null, channels, addedBias }, remake };
}

function isSameSlice(a: ChannelSlice | null | 'scattered', b: ChannelSlice | null): boolean {
  if (a === 'scattered') return false;
  return a === b || (a?.groups === b?.groups && a?.start === b?.start && a?.end === b?.end);
}
