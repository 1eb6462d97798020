import type { Connectivity, LabelledRegions, PixelBox, Region } from './types.ts';

/** Steps along pixel edges. With the region on the right-hand side, outer rings run clockwise. */
const RIGHT = 0;
const DOWN = 1;
const LEFT = 2;
const UP = 3;

interface Ring {
  readonly firstNode: number;
  readonly isHole: boolean;
  /** The topmost of its leftmost corners, and its node: another ring may touch it there. */
  readonly cornerNode: number;
  readonly left: number;
  readonly top: number;
}

/**
 * Outlines of a region along the corners of its pixels, so that even-odd filling gives its pixels back exactly: one polygon for each
 * connected part, `[x0,y0,x1,y1,…]` in pixels, without corners on straight lines, and so at least eight numbers.
 *
 * Neither COCO's nor YOLO's polygons know holes. Each hole is joined to what encloses it by a cut without width, there and back along a
 * row of pixels: fillings that count crossings leave the hole open, and the area is kept.
 *
 * @param connectivity the one that the parts were found with: 8 runs through corners where two pixels of the region touch
 */
export function outlinesOf(regions: LabelledRegions, region: Region, connectivity: Connectivity): number[][] {
  return new OutlineTracer(regions, region, connectivity).polygons();
}

class OutlineTracer {
  readonly #box: PixelBox;
  readonly #turn: number;
  /** The box with a margin of one pixel: 1 in the region. */
  readonly #inside: Uint8Array;
  readonly #insideWidth: number;
  /** Corners of pixels of the box, row-major. */
  readonly #cornerWidth: number;
  readonly #step: readonly number[];
  /** By corner, a bit for each direction in which an outline has left it. */
  readonly #left: Uint8Array;
  /** By corner, a node there; -1 for none. */
  readonly #nodeAt: Int32Array;
  /** Of nodes, which form rings. */
  readonly #corners: number[] = [];
  readonly #next: number[] = [];

  constructor({ labels, width }: LabelledRegions, { label, box }: Region, connectivity: Connectivity) {
    this.#box = box;
    // Where two pixels touch at a corner only: go over to the other one, or stay with one's own.
    this.#turn = connectivity === 8 ? -1 : 1;
    this.#insideWidth = box.width + 2;
    this.#inside = new Uint8Array(this.#insideWidth * (box.height + 2));
    for (let y = 0; y < box.height; y++) {
      for (let x = 0; x < box.width; x++) {
        if (labels[(box.y + y) * width + box.x + x] === label) this.#inside[(y + 1) * this.#insideWidth + x + 1] = 1;
      }
    }
    this.#cornerWidth = box.width + 1;
    this.#step = [1, this.#cornerWidth, -1, -this.#cornerWidth];
    this.#left = new Uint8Array(this.#cornerWidth * (box.height + 1));
    this.#nodeAt = new Int32Array(this.#left.length).fill(-1);
  }

  polygons(): number[][] {
    const rings: Ring[] = [];
    for (let corner = 0; corner < this.#left.length; corner++) {
      // Each ring has an edge that runs right.
      if ((this.#exits(corner) & ~(this.#left[corner] as number) & (1 << RIGHT)) !== 0) rings.push(this.#trace(corner));
    }
    // What a cut to the left meets begins further left, and so is joined already.
    const holes = rings.filter((ring) => ring.isHole).sort((a, b) => a.left - b.left || a.top - b.top);
    for (const hole of holes) this.#join(hole);
    return rings.filter((ring) => !ring.isHole).map(({ firstNode }) => this.#polygon(firstNode));
  }

  /** A bit for each direction in which an edge of the region leaves the corner. */
  #exits(corner: number): number {
    const x = corner % this.#cornerWidth;
    const southEast = (Math.floor(corner / this.#cornerWidth) + 1) * this.#insideWidth + x + 1;
    const [se, sw] = [this.#inside[southEast], this.#inside[southEast - 1]];
    const [ne, nw] = [this.#inside[southEast - this.#insideWidth], this.#inside[southEast - this.#insideWidth - 1]];
    let exits = 0;
    if (se && !ne) exits |= 1 << RIGHT;
    if (sw && !se) exits |= 1 << DOWN;
    if (nw && !sw) exits |= 1 << LEFT;
    if (ne && !nw) exits |= 1 << UP;
    return exits;
  }

  #trace(start: number): Ring {
    const firstNode = this.#corners.length;
    let corner = start;
    let direction = RIGHT;
    let left = start % this.#cornerWidth;
    let top = Math.floor(start / this.#cornerWidth);
    let cornerNode = firstNode;
    let area = 0;
    do {
      const [x, y] = [corner % this.#cornerWidth, Math.floor(corner / this.#cornerWidth)];
      if (x < left || (x === left && y < top)) [left, top, cornerNode] = [x, y, this.#corners.length];
      if (direction === RIGHT) area -= y;
      if (direction === LEFT) area += y;
      this.#left[corner] = (this.#left[corner] as number) | (1 << direction);
      this.#addNode(corner);
      corner += this.#step[direction] as number;
      direction = this.#turned(this.#exits(corner), direction);
    } while (corner !== start || direction !== RIGHT);
    this.#next[this.#next.length - 1] = firstNode;
    return { firstNode, isHole: area < 0, cornerNode, left, top };
  }

  #addNode(corner: number): void {
    const node = this.#corners.length;
    this.#corners.push(corner);
    this.#next.push(node + 1);
    this.#nodeAt[corner] = node;
  }

  #turned(exits: number, direction: number): number {
    const sharp = (direction + this.#turn + 4) % 4;
    if ((exits & (1 << sharp)) !== 0) return sharp;
    return 31 - Math.clz32(exits);
  }

  /** Cuts from the hole's top left corner along its row to where the region begins. */
  #join({ cornerNode: hole, left, top }: Ring): void {
    let x = left;
    while (this.#inside[(top + 1) * this.#insideWidth + x] === 1) x--;
    const [outerCorner, holeCorner] = [top * this.#cornerWidth + x, top * this.#cornerWidth + left];
    const outer = this.#nodeAt[outerCorner] as number;
    const [holeAgain, outerAgain] = [this.#corners.length, this.#corners.length + 1];
    this.#corners.push(holeCorner, outerCorner);
    this.#next.push(this.#next[hole] as number, this.#next[outer] as number);
    this.#next[outer] = holeAgain;
    this.#next[hole] = outerAgain;
  }

  #polygon(firstNode: number): number[] {
    const ring: number[] = [];
    let node = firstNode;
    do {
      ring.push(this.#corners[node] as number);
      node = this.#next[node] as number;
    } while (node !== firstNode);
    const bends = ring.filter((corner, i) => {
      const before = ring.at(i - 1) as number;
      const after = ring[(i + 1) % ring.length] as number;
      return this.#direction(before, corner) !== this.#direction(corner, after);
    });
    const { x, y } = this.#box;
    return bends.flatMap((corner) => [x + (corner % this.#cornerWidth), y + Math.floor(corner / this.#cornerWidth)]);
  }

  #direction(from: number, to: number): number {
    const isSameRow = Math.floor(from / this.#cornerWidth) === Math.floor(to / this.#cornerWidth);
    if (isSameRow) return to > from ? RIGHT : LEFT;
    return to > from ? DOWN : UP;
  }
}
