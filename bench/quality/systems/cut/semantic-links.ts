/** Pairs of tokens and how much they attend to each other. */
export interface SemanticLinks {
  /** Of the square map. */
  readonly side: number;
  /** fp32 `[L, 3]`: two tokens, and the mean of their attention to each other. */
  readonly links: Float32Array;
}

/** So many partners of a token are kept: the dense graph of 1,024 tokens would have half a million edges. */
const PARTNERS = 16;

/**
 * The strongest links of A_S made symmetric: of each token those to the tokens with which it shares most attention.
 *
 * @param self fp32 `[N, N]`, a sum over sites and calls: rows of equal sums
 */
export function semanticLinks(self: Float32Array, side: number, partners = PARTNERS): SemanticLinks {
  const tokens = side * side;
  const rowSum = self.subarray(0, tokens).reduce((sum, value) => sum + value, 0);
  const links: number[] = [];
  const known = new Set<number>();
  const shared = new Float32Array(tokens);
  for (let token = 0; token < tokens; token++) {
    for (let other = 0; other < tokens; other++) {
      const there = self[token * tokens + other] as number;
      shared[other] = (there + (self[other * tokens + token] as number)) / (2 * rowSum);
    }
    shared[token] = -1;
    for (const other of strongest(shared, partners)) {
      const [first, second] = token < other ? [token, other] : [other, token];
      const key = first * tokens + second;
      if (known.has(key)) continue;
      known.add(key);
      links.push(first, second, shared[other] as number);
    }
  }
  return { side, links: Float32Array.from(links) };
}

/** Places of the highest values, without an order. */
function strongest(values: Float32Array, count: number): number[] {
  const least = values.slice().sort()[Math.max(0, values.length - count)] as number;
  const found: number[] = [];
  for (let place = 0; place < values.length && found.length < count; place++) {
    if ((values[place] as number) >= least && (values[place] as number) >= 0) found.push(place);
  }
  return found;
}
