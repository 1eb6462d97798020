import type { SoftmaxScope } from '../attention/types.ts';
import type { ClassPresence } from './types.ts';

/** A class counts as present when its evidence is above this; 1 is chance. */
export const PRESENCE_THRESHOLD = 1;

/** The part of the grid that a class's evidence is measured on: its highest scores. Small objects cover few tokens. */
export const EVIDENCE_SHARE = 0.05;

export interface PresenceInput {
  /** fp32 `[N, M]`: combined cross-attention before refinement and normalisation. */
  readonly raw: Float32Array;
  readonly classIds: readonly number[];
  /** The scope that `raw` was made with: see {@link presenceScope}. */
  readonly softmax: SoftmaxScope;
  /** Positions of the class prompt, padding included. */
  readonly positions: number;
  /** Class tokens of the class prompt. */
  readonly classTokens: number;
}

/**
 * The scope whose scores can tell whether a class is there. With a single class the softmax over class tokens gives that
 * class all the mass everywhere (its span's mean is exactly 1/classTokens, which is chance), whatever the picture shows:
 * such scores say nothing, so the rule looks at the softmax over all positions instead.
 */
export function presenceScope(softmax: SoftmaxScope, classCount: number): SoftmaxScope {
  return classCount === 1 ? 'all' : softmax;
}

/**
 * The presence rule. Evidence of a class = mean of the highest 5 % of its raw scores (at least one) ÷ chance, where
 * chance is what an indifferent softmax gives each token: 1/positions, or 1/classTokens for the softmax over class
 * tokens. The class is present iff evidence > PRESENCE_THRESHOLD.
 *
 * Min-max stretches every class to 1, so without this rule a class that the picture lacks would be painted anyway.
 */
export function classPresence(input: PresenceInput): ClassPresence[] {
  const { raw, classIds, softmax, positions, classTokens } = input;
  const chance = 1 / (softmax === 'all' ? positions : classTokens);
  const classes = classIds.length;
  const tokens = raw.length / classes;
  const top = Math.max(1, Math.round(tokens * EVIDENCE_SHARE));
  return classIds.map((classId, c) => {
    const scores = Float32Array.from({ length: tokens }, (_, n) => raw[n * classes + c] as number).sort();
    const highest = scores.subarray(tokens - top);
    const evidence = highest.reduce((sum, score) => sum + score, 0) / (top * chance);
    return { classId, evidence, present: evidence > PRESENCE_THRESHOLD };
  });
}
