import type { Picture } from '../../../../src/rpc/contract.ts';
import type { CutEdges } from './min-cut.ts';
import type { SemanticLinks } from './semantic-links.ts';

/** How much each of the two says of which cells belong together; a cell's edges weigh so much together, on average. */
export interface CoherenceShares {
  readonly semantic: number;
  readonly spatial: number;
}

/** Half of the neighbours of a cell in a square grid; the others have it as theirs. */
const NEIGHBOURS = [
  [1, 0],
  [0, 1],
  [1, 1],
  [-1, 1],
] as const;

/**
 * Edges of a graph cut on a square grid of cells: semantic coherence between cells whose tokens attend to each other, spatial coherence
 * between neighbours, less where their colours differ (Boykov and Jolly 2001).
 *
 * @param side of the grid, a multiple of the links' side: a token is a square of cells, and each is linked to its like
 */
export function coherenceEdges(
  picture: Picture,
  links: SemanticLinks,
  side: number,
  shares: CoherenceShares,
): CutEdges {
  const parts = [
    { edges: semanticEdges(links, side), share: shares.semantic },
    { edges: spatialEdges(picture, side), share: shares.spatial },
  ].filter(({ share }) => share > 0);
  const cells = side * side;
  return {
    ends: Int32Array.from(parts.flatMap(({ edges }) => edges.ends)),
    others: Int32Array.from(parts.flatMap(({ edges }) => edges.others)),
    weights: Float64Array.from(
      parts.flatMap(({ edges, share }) => {
        const total = edges.weights.reduce((sum, weight) => sum + weight, 0);
        // Each edge counts for both of its cells.
        return edges.weights.map((weight) => (share * weight * cells) / (2 * total));
      }),
    ),
  };
}

interface EdgeList {
  readonly ends: number[];
  readonly others: number[];
  readonly weights: number[];
}

function semanticEdges({ side: linkSide, links }: SemanticLinks, side: number): EdgeList {
  const list: EdgeList = { ends: [], others: [], weights: [] };
  const scale = side / linkSide;
  const cellOf = (token: number, dx: number, dy: number) =>
    (Math.floor(token / linkSide) * scale + dy) * side + (token % linkSide) * scale + dx;
  for (let link = 0; link < links.length; link += 3) {
    const [token, other, weight] = [links[link], links[link + 1], links[link + 2]] as [number, number, number];
    for (let dy = 0; dy < scale; dy++) {
      for (let dx = 0; dx < scale; dx++) {
        list.ends.push(cellOf(token, dx, dy));
        list.others.push(cellOf(other, dx, dy));
        list.weights.push(weight);
      }
    }
  }
  return list;
}

function spatialEdges(picture: Picture, side: number): EdgeList {
  const list: EdgeList = { ends: [], others: [], weights: [] };
  const colours = cellColours(picture, side);
  const lengths: number[] = [];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      for (const [dx, dy] of NEIGHBOURS) {
        if (x + dx < 0 || x + dx >= side || y + dy >= side) continue;
        const [cell, other] = [y * side + x, (y + dy) * side + x + dx];
        list.ends.push(cell);
        list.others.push(other);
        list.weights.push(colourDistance(colours, cell, other));
        lengths.push(Math.hypot(dx, dy));
      }
    }
  }
  const mean = list.weights.reduce((sum, distance) => sum + distance, 0) / list.weights.length;
  list.weights.forEach((distance, edge) => {
    // A picture of one colour has no distances at all.
    list.weights[edge] = Math.exp(-distance / (2 * mean || 1)) / (lengths[edge] as number);
  });
  return list;
}

/** fp64 `[side², 3]`: mean colour under each cell. */
function cellColours({ width, height, rgba }: Picture, side: number): Float64Array {
  const sums = new Float64Array(side * side * 3);
  const counts = new Float64Array(side * side);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cell = Math.floor((y * side) / height) * side + Math.floor((x * side) / width);
      counts[cell] = (counts[cell] as number) + 1;
      for (let c = 0; c < 3; c++) {
        sums[cell * 3 + c] = (sums[cell * 3 + c] as number) + (rgba[(y * width + x) * 4 + c] as number);
      }
    }
  }
  return sums.map((sum, at) => sum / (counts[Math.floor(at / 3)] as number));
}

/** Squared. */
function colourDistance(colours: Float64Array, cell: number, other: number): number {
  let sum = 0;
  for (let c = 0; c < 3; c++) sum += ((colours[cell * 3 + c] as number) - (colours[other * 3 + c] as number)) ** 2;
  return sum;
}
