import { StudioError } from '../../errors.ts';
import type { AttentionSite, OnnxGraph } from '../types.ts';
import { findAttentionSites } from './find-attention-sites.ts';

/** Latent sides that are tried, as multiples of a step: odd ones, so that nothing is halved more often than the step says. */
const TRIED = [3, 5];
/** Levels without attention below the deepest with it. */
const MORE_LEVELS = [1, 2, 4];

/**
 * The smallest number of values of which every side of a latent that the UNet can take is a multiple, so that all its sites have
 * whole cells: found by walking the graph at such sides. Null where none is found: the graph has fixed sizes within, or rounds.
 */
export function sideStep(graph: OnnxGraph, sites: readonly AttentionSite[]): number | null {
  const deepest = Math.max(...sites.map(({ downscale }) => downscale));
  if (!sites.every(({ downscale }) => Number.isInteger(deepest / downscale))) return null;
  const steps = MORE_LEVELS.map((levels) => deepest * levels);
  return steps.find((step) => TRIED.every((times) => hasSameSites(graph, sites, times * step))) ?? null;
}

function hasSameSites(graph: OnnxGraph, sites: readonly AttentionSite[], side: number): boolean {
  try {
    const found = findAttentionSites(graph, side).sites;
    return found.length === sites.length && found.every(({ downscale }, i) => downscale === sites[i]?.downscale);
  } catch (error) {
    if (error instanceof StudioError) return false;
    throw error;
  }
}
