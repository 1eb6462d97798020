import { describe, expect, test } from 'vitest';
import { seededUniform } from '../../../../src/core/evaluate/seeded-uniform.ts';
import { type CutGraph, minCut } from './min-cut.ts';

const cost = ({ toSource, toSink, edges }: CutGraph, onSource: (node: number) => boolean): number => {
  let sum = 0;
  toSource.forEach((toSink_, node) => {
    sum += onSource(node) ? (toSink[node] as number) : toSink_;
  });
  edges.weights.forEach((weight, edge) => {
    if (onSource(edges.ends[edge] as number) !== onSource(edges.others[edge] as number)) sum += weight;
  });
  return sum;
};

/** Of all ways to part the nodes. */
function leastCost(graph: CutGraph): number {
  let least = Infinity;
  for (let sides = 0; sides < 2 ** graph.toSource.length; sides++) {
    least = Math.min(
      least,
      cost(graph, (node) => ((sides >> node) & 1) === 1),
    );
  }
  return least;
}

/** A grid with edges to the right and down, and some more at random. */
function randomGrid(side: number, seed: number): CutGraph {
  const uniform = seededUniform(seed);
  const nodes = side * side;
  const pairs: [number, number][] = [];
  for (let node = 0; node < nodes; node++) {
    if ((node + 1) % side !== 0) pairs.push([node, node + 1]);
    if (node + side < nodes) pairs.push([node, node + side]);
    if (uniform() < 0.5) pairs.push([node, Math.floor(uniform() * nodes)]);
  }
  // Half of the costs are 0, so that ways end and begin.
  const costs = () => Float64Array.from({ length: nodes }, () => (uniform() < 0.5 ? 0 : uniform()));
  return {
    toSource: costs(),
    toSink: costs(),
    edges: {
      ends: Int32Array.from(pairs, ([end]) => end),
      others: Int32Array.from(pairs, ([, other]) => other),
      weights: Float64Array.from(pairs, () => uniform() * 0.6),
    },
  };
}

describe('the graph cut', () => {
  test.each([2, 3, 4])('is as cheap as the cheapest of all partings of a grid of side %i', (side) => {
    for (let seed = 1; seed <= (side < 4 ? 60 : 3); seed++) {
      const graph = randomGrid(side, seed);
      const sides = minCut(graph);
      expect(cost(graph, (node) => sides[node] === 1)).toBeCloseTo(leastCost(graph), 9);
    }
  });

  test('sends a flow back where another way needs its arc', () => {
    // Two wells, two drains; the nearest way of the first blocks the only way of the second.
    const graph: CutGraph = {
      toSource: Float64Array.of(1, 1, 0, 0, 0, 0),
      toSink: Float64Array.of(0, 0, 0, 0, 1, 1),
      edges: {
        ends: Int32Array.of(0, 1, 0, 2, 3),
        others: Int32Array.of(2, 2, 3, 4, 5),
        weights: Float64Array.of(1, 1, 1, 1, 1),
      },
    };
    const sides = minCut(graph);
    expect(cost(graph, (node) => sides[node] === 1)).toBe(leastCost(graph));
  });

  test('leaves each node to itself without edges', () => {
    const edges = { ends: new Int32Array(), others: new Int32Array(), weights: new Float64Array() };
    const sides = minCut({ toSource: Float64Array.of(2, 1, 0), toSink: Float64Array.of(1, 2, 0), edges });
    expect([...sides]).toEqual([1, 0, 0]);
  });
});
