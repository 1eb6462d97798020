import { textAttribute } from '../../file/node-attributes.ts';
import type { OnnxNode } from '../../types.ts';
import { type AxisLayout, transposeLayout } from './head-axes.ts';
import type { HeadTrace } from './trace-heads.ts';

/** An Einsum of two operands that contracts the one axis which both have and the output lacks. */
export interface EinsumProduct {
  /** Positions of Q and K among the operands: K's tokens are the output's last axis. */
  readonly query: 0 | 1;
  /** Q's axes in the order shared (batch, heads), tokens, dims. */
  readonly queryOrder: readonly number[];
  readonly keyOrder: readonly number[];
  /** The output is `[shared…, Q's tokens, K's tokens]`. */
  readonly isInOrder: boolean;
}

/** Reads `bhid,bhjd->bhij`, `bind,bjnd->bnij` and their like; null for any other equation. */
export function readEinsumProduct(node: OnnxNode): EinsumProduct | null {
  const [operands = '', output = ''] = textAttribute(node, 'equation').replaceAll(' ', '').split('->');
  const [a, b] = operands.split(',');
  const keyToken = output.at(-1);
  if (!a || !b || !keyToken || /[^a-zA-Z,]/.test(operands) || operands.split(',').length !== 2) return null;
  const query = a.includes(keyToken) ? 1 : 0;
  const [q, k] = query === 0 ? [a, b] : [b, a];
  const shared = [...output].filter((letter) => q.includes(letter) && k.includes(letter));
  const queryToken = [...output].filter((letter) => q.includes(letter) && !k.includes(letter));
  const contracted = [...q].filter((letter) => k.includes(letter) && !output.includes(letter));
  const rank = shared.length + 2;
  const isProduct =
    queryToken.length === 1 && contracted.length === 1 && [q, k, output].every((s) => s.length === rank);
  if (!isProduct || q.includes(keyToken)) return null;
  const order = (letters: string, token: string) =>
    [...shared, token, ...contracted].map((letter) => letters.indexOf(letter));
  return {
    query,
    queryOrder: order(q, queryToken[0] ?? ''),
    keyOrder: order(k, keyToken),
    isInOrder: output === [...shared, ...queryToken, keyToken].join(''),
  };
}

type Trace = HeadTrace | { readonly reason: string };

export function reorder(trace: Trace, order: readonly number[]): Trace {
  return 'reason' in trace ? trace : { ...trace, layout: transposeLayout(trace.layout, order) };
}

/** K enters a MatMul transposed. */
export function swapLastAxes({ axes }: AxisLayout): readonly number[] {
  const rank = axes.length;
  return [...axes.keys()].map((axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
}
