/**
 * Power of A_S's probabilities before refinement: 1 leaves them as captured, more keeps what a pixel attends to most. Above
 * these nothing but the strongest neighbours is left, and refinement stops spreading.
 */
export const SELF_POWER_LIMITS = { min: 1, max: 4 } as const;
