import { layoutName, sizeOf } from './head-axes.ts';
import type { MatchResult } from './site-matcher.ts';
import type { HeadTrace } from './trace-heads.ts';

type Trace = HeadTrace | { readonly reason: string };

interface Sides {
  readonly query: Trace;
  /** K with its axes in Q's order: tokens before dims. */
  readonly key: Trace;
  /** Scale that acts on the scores, apart from those on Q and K. */
  readonly factor: number;
}

const LAYOUTS = ['batch|head|token|dim', 'batch·head|token|dim', 'batch|token|channel', 'batch||token|channel'];

/**
 * Puts the traces of Q and K together, if both keep heads outermost in the channels.
 * @param fusedHeads Number of heads of an operator that splits `[B, N, C]` itself.
 */
export function pairHeads({ query, key, factor }: Sides, fusedHeads: number | null = null): MatchResult {
  if ('reason' in query) return { reason: `Q: ${query.reason}` };
  if ('reason' in key) return { reason: `K: ${key.reason}` };
  const name = layoutName(query.layout);
  if (!LAYOUTS.includes(name) || layoutName(key.layout) !== name) {
    return { reason: `axes of Q are ${name} and of K ${layoutName(key.layout)}, expected ${LAYOUTS[0]} for both` };
  }
  const { channels } = query.projection;
  const heads = fusedHeads ?? sizeOf(query.layout, 'head');
  const keyHeads = fusedHeads ?? sizeOf(key.layout, 'head');
  if (key.projection.channels !== channels || keyHeads !== heads || channels % heads !== 0) {
    return {
      reason: `Q has ${channels} channels, K ${key.projection.channels}; their heads are ${heads}, ${keyHeads}`,
    };
  }
  return {
    match: {
      heads,
      scale: factor * query.factor * key.factor,
      queryTokens: sizeOf(query.layout, 'token'),
      query: query.projection,
      queryTensor: query.tensor,
      key: key.projection,
      keyTensor: key.tensor,
      probabilityTensor: null,
      headsInBatch: false,
      probabilityDataType: 0,
    },
  };
}
