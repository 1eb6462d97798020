/** Park and Miller's minimal standard generator (1988): enough for drawing pictures. */
export function seededUniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
