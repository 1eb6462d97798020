import type { GraphProbe } from '../../shapes/probe-graph.ts';
import type { TensorRecipe } from '../../types.ts';
import { type AxisLayout, countHeads, layoutName, type Piece } from './head-axes.ts';
import { sideRecipe } from './side-recipe.ts';
import type { MatchResult } from './site-matcher.ts';
import type { HeadTrace } from './trace-heads.ts';

type Trace = HeadTrace | { readonly reason: string };

export interface Sides {
  readonly query: Trace;
  /** K with its axes in Q's order: tokens before dims. */
  readonly key: Trace;
  /** Scale that acts on the scores, apart from those on Q and K. */
  readonly factor: number;
}

/** What an operator that does all of attention is told and adds itself. */
export interface FusedOperator {
  /** Null where it reads them off a tensor with an axis of heads. */
  readonly heads: number | null;
  readonly queryBias: TensorRecipe['addedBias'];
  readonly keyBias: TensorRecipe['addedBias'];
}

const LAYOUTS = ['batch|head|token|dim', 'batch·head|token|dim', 'batch|token|channel', 'batch||token|channel'];
/** A head or picture picked by its index leaves no axis. */
const PIECE_LAYOUTS = [...LAYOUTS, 'batch|token|dim', 'token|dim'];
/** Heads on an axis of their own, or left to the operator. */
const FUSED_LAYOUTS = [...LAYOUTS, 'batch|token|head|dim', 'batch|token||channel'];

/** Puts the traces of Q and K together, if both keep heads outermost in the channels. */
export function pairHeads(
  probe: GraphProbe,
  { query, key, factor }: Sides,
  fused: FusedOperator | null = null,
): MatchResult {
  if ('reason' in query) return { reason: `Q: ${query.reason}` };
  if ('reason' in key) return { reason: `K: ${key.reason}` };
  const share = sharePieces(query.layout.pieces, key.layout.pieces);
  if (share === null) return { reason: 'Q and K are cut into different pieces' };
  const mismatch = compareLayouts(query.layout, key.layout, fused?.heads ?? null);
  if (mismatch) return { reason: mismatch };
  const querySide = sideRecipe(probe, query, fused?.queryBias ?? null);
  const keySide = sideRecipe(probe, key, fused?.keyBias ?? null);
  if ('reason' in querySide) return { reason: `Q: ${querySide.reason}` };
  if ('reason' in keySide) return { reason: `K: ${keySide.reason}` };
  const { heads, channels } = countHeads(query.layout);
  const allHeads = fused?.heads ?? heads;
  return {
    match: {
      heads: allHeads,
      headDim: channels / allHeads,
      scale: factor * query.factor * key.factor,
      queryTokens: query.layout.tokens,
      query: querySide,
      key: keySide,
      share,
      probabilityTensor: null,
      headsInBatch: false,
      hasRoundedScores: false,
      probabilityDataType: 0,
    },
  };
}

/** What is wrong with the axes of Q and K, if anything is. */
function compareLayouts(query: AxisLayout, key: AxisLayout, fusedHeads: number | null): string | null {
  const [q, k] = [layoutName(query), layoutName(key)];
  const allowed = fusedHeads ? FUSED_LAYOUTS : query.pieces.length > 0 ? PIECE_LAYOUTS : LAYOUTS;
  if (!allowed.includes(q) || !allowed.includes(k) || (!fusedHeads && q !== k)) {
    return `axes of Q are ${q} and of K ${k}, expected ${LAYOUTS[0]} for both`;
  }
  const [a, b] = [countHeads(query), countHeads(key)];
  const heads = [a, b].map((count) => (fusedHeads && count.heads === 1 ? fusedHeads : count.heads));
  const wanted = fusedHeads ?? a.heads;
  if (a.channels === b.channels && heads.every((count) => count === wanted) && a.channels % wanted === 0) return null;
  return `Q has ${a.channels} channels, K ${b.channels}; their heads are ${heads.join(', ')}`;
}

/**
 * The part of the scores that pieces of Q and K give: heads and pictures must be cut alike, the picture's tokens may be
 * cut on Q's side, and K's may not, since a softmax over a part of the keys is no probability. Null where they do not fit.
 */
function sharePieces(query: readonly Piece[], key: readonly Piece[]): number | null {
  const headsOf = (pieces: readonly Piece[]) => pieces.filter(({ of }) => of === 'heads');
  const name = (pieces: readonly Piece[]) => headsOf(pieces).map(({ start, end, size }) => `${start}:${end}/${size}`);
  if (name(query).join() !== name(key).join() || headsOf(key).length < key.length) return null;
  return query.reduce((share, { start, end, size }) => (share * (end - start)) / size, 1);
}
