import { resizeBicubic } from '../../../core/attention/bicubic.ts';
import { gridOf, type MapSide, tokensOf } from '../../../core/grid-size.ts';

/** What the maps of all classes at one τ are made of. */
export interface BlendInput {
  /** fp32 `[K + 1, N, M]` row-major: one combined column per class, N the side's tokens. */
  readonly stack: Float32Array;
  /** K */
  readonly maxPower: number;
  /** 0 … K, continuous. */
  readonly tau: number;
  readonly side: MapSide;
  /** M */
  readonly classes: number;
  /** fp32 `[M, N]`, overwritten: maps normalised to 0 … 1. */
  readonly maps: Float32Array;
}

/** Inputs of the class maps kernel on the CPU. */
export interface ClassMapsInput extends BlendInput {
  readonly width: number;
  readonly height: number;
  /** fp32 `[M, H, W]`, overwritten: the maps upsampled; bicubic overshoot is kept. */
  readonly scores: Float32Array;
}

/** Class maps at the picture's size: those of `blendClassMaps`, brought there by bicubic (PyTorch's semantics). */
export function classMapsCpu(input: ClassMapsInput): void {
  const { side, classes, width, height, maps, scores } = input;
  blendClassMaps(input);
  resizeBicubic({ planes: classes, ...gridOf(side), data: maps }, { planes: classes, width, height, data: scores });
}

/**
 * Class maps of Dataset Diffusion (arXiv 2309.14303): (1 − f)·Xₖ + f·Xₖ₊₁ with k = ⌊τ⌋ and f = τ − k, min-max per class
 * over the self grid.
 *
 * A constant map holds no evidence and becomes zero everywhere.
 */
export function blendClassMaps({ stack, maxPower, tau, side, classes, maps }: BlendInput): void {
  const tokens = tokensOf(side);
  blendPowers(stack, maxPower, tau, tokens, classes, maps);
  for (let c = 0; c < classes; c++) normalise(maps.subarray(c * tokens, (c + 1) * tokens));
}

/** The two neighbouring integer powers of τ and how much of the upper one to take. */
export function splitTau(tau: number, maxPower: number): { lower: number; upper: number; fraction: number } {
  const clamped = Math.min(Math.max(tau, 0), maxPower);
  const lower = Math.floor(clamped);
  return { lower, upper: Math.min(lower + 1, maxPower), fraction: clamped - lower };
}

/** `[K + 1, N, M]` → `[M, N]` at τ. */
function blendPowers(
  stack: Float32Array,
  maxPower: number,
  tau: number,
  tokens: number,
  classes: number,
  maps: Float32Array,
): void {
  const { lower, upper, fraction } = splitTau(tau, maxPower);
  const size = tokens * classes;
  for (let c = 0; c < classes; c++) {
    for (let n = 0; n < tokens; n++) {
      const cell = n * classes + c;
      const low = stack[lower * size + cell] as number;
      const high = stack[upper * size + cell] as number;
      maps[c * tokens + n] = low + fraction * (high - low);
    }
  }
}

function normalise(map: Float32Array): void {
  let min = Infinity;
  let max = -Infinity;
  for (const value of map) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const range = max - min;
  if (!(range > 0)) {
    map.fill(0);
    return;
  }
  for (let n = 0; n < map.length; n++) map[n] = ((map[n] as number) - min) / range;
}
