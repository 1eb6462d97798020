import { BACKGROUND_ID, VOID_ID } from '../../segmentation/types.ts';
import { measureRegions } from '../regions/label-regions.ts';
import type { LabelledRegions } from '../regions/types.ts';

/** How finely barriers are told apart: pixels are sorted by counting. */
const LEVELS = 1 << 12;

/** A mask and what stands between its objects. */
export interface FloodedMask {
  /** Class ids u8 `[height,width]`, row-major. */
  readonly mask: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** fp32 `[height,width]`, 0 … 1. */
  readonly barriers: Float32Array;
}

export interface FloodLimits {
  /** 0 … 1: basins stay apart where what lies between is higher than the lowest place of either by so much. */
  readonly strength: number;
  /** A basin that is smaller when it meets another is part of it. */
  readonly minAreaPixels: number;
}

/**
 * Parts each class's regions by a flood that rises over the barriers (watershed by immersion, Vincent and Soille 1991). Basins that
 * meet become one unless both are deep enough (dynamics, Grimaud 1992) and large enough. Pixels are taken by rising barrier and of equal
 * ones row by row, so that the same input gives the same objects. At a strength of 1 these are the connected parts, of pixels that
 * share a side or a corner.
 */
export function floodObjects(flooded: FloodedMask, limits: FloodLimits): LabelledRegions {
  const { mask, width, height, barriers } = flooded;
  const basins = new Basins(mask.length, limits);
  for (const pixel of byBarrier(mask, barriers)) {
    const level = barriers[pixel] as number;
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    let own = 0;
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
        const neighbour = ny * width + nx;
        if (mask[neighbour] !== mask[pixel]) continue;
        const met = basins.at(neighbour);
        if (met === 0 || met === own) continue;
        own = own === 0 ? basins.grow(met, pixel) : basins.meet(own, met, level);
      }
    }
    if (own === 0) basins.begin(pixel, level);
  }
  return measureRegions(mask, basins.labels, basins.root, width, height);
}

/** Basins by number, from 1 on; one that has become part of another is found by its number still. */
class Basins {
  /** By pixel; 0: not flooded yet. */
  readonly labels: Int32Array;
  readonly #limits: FloodLimits;
  readonly #parents = [0];
  readonly #areas = [0];
  readonly #floors = [0];

  constructor(pixels: number, limits: FloodLimits) {
    this.labels = new Int32Array(pixels);
    this.#limits = limits;
  }

  begin(pixel: number, level: number): void {
    this.labels[pixel] = this.#parents.length;
    this.#parents.push(this.#parents.length);
    this.#areas.push(1);
    this.#floors.push(level);
  }

  at(pixel: number): number {
    return this.root(this.labels[pixel] as number);
  }

  grow(basin: number, pixel: number): number {
    this.labels[pixel] = basin;
    this.#areas[basin] = (this.#areas[basin] as number) + 1;
    return basin;
  }

  /** The first one, or what both are from now on. */
  meet(a: number, b: number, level: number): number {
    const [areaA, areaB] = [this.#areas[a] as number, this.#areas[b] as number];
    const [floorA, floorB] = [this.#floors[a] as number, this.#floors[b] as number];
    const { strength, minAreaPixels } = this.#limits;
    if (level - Math.max(floorA, floorB) > strength && Math.min(areaA, areaB) >= minAreaPixels) return a;
    const [root, child] = areaA >= areaB ? [a, b] : [b, a];
    this.#parents[child] = root;
    this.#areas[root] = areaA + areaB;
    this.#floors[root] = Math.min(floorA, floorB);
    return root;
  }

  readonly root = (basin: number): number => {
    let root = basin;
    while (this.#parents[root] !== root) {
      // Halves the way for whoever comes next.
      this.#parents[root] = this.#parents[this.#parents[root] as number] as number;
      root = this.#parents[root] as number;
    }
    return root;
  };
}

/** Pixels of classes by rising barrier. */
function byBarrier(mask: Uint8Array, barriers: Float32Array): Int32Array {
  const levels = new Int16Array(mask.length).fill(-1);
  const starts = new Int32Array(LEVELS + 1);
  for (const [pixel, value] of mask.entries()) {
    if (value === BACKGROUND_ID || value === VOID_ID) continue;
    const level = Math.min(LEVELS - 1, Math.floor((barriers[pixel] as number) * LEVELS));
    levels[pixel] = level;
    starts[level + 1] = (starts[level + 1] as number) + 1;
  }
  for (let level = 0; level < LEVELS; level++) {
    starts[level + 1] = (starts[level + 1] as number) + (starts[level] as number);
  }
  const sorted = new Int32Array(starts[LEVELS] as number);
  for (const [pixel, level] of levels.entries()) {
    if (level < 0) continue;
    const place = starts[level] as number;
    sorted[place] = pixel;
    starts[level] = place + 1;
  }
  return sorted;
}
