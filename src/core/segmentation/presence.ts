import type { ClassPresence } from './types.ts';

/** A class counts as present when its evidence is above this; 1 is chance. */
export const PRESENCE_THRESHOLD = 1;

/** The part of the grid that a class's evidence is measured on: its highest scores. Small objects cover few tokens. */
export const EVIDENCE_SHARE = 0.05;

export interface PresenceInput {
  /**
   * fp32 `[N, M]`: combined cross-attention before refinement and normalisation, from the softmax over all positions.
   * Over class tokens only, the classes share all the mass between them whatever the picture shows: such scores cannot
   * tell that a class is missing.
   */
  readonly raw: Float32Array;
  readonly classIds: readonly number[];
  /** Positions of the class prompt, padding included. */
  readonly positions: number;
}

/**
 * The presence rule. Evidence of a class = mean of the highest 5 % of its raw scores (at least one) ÷ chance, where
 * chance is what an indifferent softmax gives each token: 1/positions. The class is present iff evidence >
 * PRESENCE_THRESHOLD.
 *
 * Min-max stretches every class to 1, so without this rule a class that the picture lacks would be painted anyway.
 */
export function classPresence(input: PresenceInput): ClassPresence[] {
  const { raw, classIds, positions } = input;
  const classes = classIds.length;
  const tokens = raw.length / classes;
  const top = Math.max(1, Math.round(tokens * EVIDENCE_SHARE));
  return classIds.map((classId, c) => {
    const scores = Float32Array.from({ length: tokens }, (_, n) => raw[n * classes + c] as number).sort();
    const highest = scores.subarray(tokens - top);
    const evidence = (highest.reduce((sum, score) => sum + score, 0) / top) * positions;
    return { classId, evidence, present: evidence > PRESENCE_THRESHOLD };
  });
}
