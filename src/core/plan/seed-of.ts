import type { GenerationSettings } from '../dataset/types.ts';
import { mix32, murmur3 } from './murmur3.ts';

/** What makes one picture, apart from its noise. */
export interface SeedContent {
  readonly caption: string;
  /** The class names in their order, `person horse`. */
  readonly classPrompt: string;
  /** How it is generated. Whole settings may be given: their caption, class ids and seed do not count. */
  readonly settings: Omit<GenerationSettings, 'caption' | 'classIds' | 'labelSetId' | 'seed'>;
  /** Unsigned 32-bit; another one gives other pictures for the same content. */
  readonly baseSeed: number;
  /** 0 for the first picture of this content, 1 for the next one. */
  readonly repetition: number;
}

const NOT_SETTINGS: readonly string[] = ['caption', 'classIds', 'labelSetId', 'seed'];
/** The golden ratio in 0.32 fixed point; odd, so multiples differ. */
const STEP = 0x9e3779b9;

/**
 * The seed of one picture of many, from what is asked for and never from its place: a list may be sorted, cut or sent in two parts, and
 * each picture stays the same. Repetitions of one content never share a seed; different contents do so once in 2³² pairs of them.
 * @returns unsigned 32-bit
 */
export function seedOf({ caption, classPrompt, settings, baseSeed, repetition }: SeedContent): number {
  // Sorted, and without what is missing: how an object was put together must not count.
  const how = Object.entries(settings)
    .filter(([key, value]) => value !== undefined && !NOT_SETTINGS.includes(key))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return mix32(murmur3(JSON.stringify([caption, classPrompt, how, baseSeed])) + Math.imul(repetition, STEP));
}
