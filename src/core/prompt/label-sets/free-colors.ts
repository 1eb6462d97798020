import { RESERVED_COLORS } from '../label-set.ts';
import type { Rgb } from '../types.ts';
import { vividColors } from './vivid-colors.ts';

/** Colours for new classes beside those that a set has: no two are equal, and none is that of background or void. */
export function freeColors(count: number, taken: readonly Rgb[]): Rgb[] {
  return count === 0 ? [] : vividColors(count, [...RESERVED_COLORS.map(([, color]) => color), ...taken]);
}
