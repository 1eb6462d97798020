import { type CutEdges, minCut } from './min-cut.ts';

/** Evidence of 0 and 1 is not as sure as it says: min-max puts both into every map. */
const MARGIN = 0.01;

/**
 * The cells of an object, from its evidence and from what belongs together: the least of Σ −log p(cell) + coherence · Σ weights of the
 * edges between object and background, exactly, as a graph cut.
 *
 * @param evidence fp32 `[N]`, 0 … 1
 * @param level 0 … 1: evidence that says as much for the object as against it
 * @param coherence weight of the edges, above 0
 * @returns u8 `[N]`: 1 in the object
 */
export function attentionCut(evidence: Float32Array, level: number, coherence: number, edges: CutEdges): Uint8Array {
  const even = logOdds(level);
  const toSource = new Float64Array(evidence.length);
  const toSink = new Float64Array(evidence.length);
  evidence.forEach((value, cell) => {
    // Half the odds and twice the coherence are the same cut, so the edges need no copy.
    const odds = (logOdds(value) - even) / coherence;
    toSource[cell] = Math.max(odds, 0);
    toSink[cell] = Math.max(-odds, 0);
  });
  return minCut({ toSource, toSink, edges });
}

function logOdds(value: number): number {
  const p = Math.min(Math.max(value, MARGIN), 1 - MARGIN);
  return Math.log(p / (1 - p));
}
