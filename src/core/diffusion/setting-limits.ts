/** What the engine computes with, the screen lets one type, and stored preferences are held to. Steps are whole. */
export const SETTING_LIMITS = {
  steps: { min: 1, max: 1000 },
  guidance: { min: 0, max: 100 },
  /** Whole; how many layers a model's text encoder shows is told when it is used. */
  clipSkip: { min: 1, max: 12 },
  eta: { min: 0, max: 1 },
} as const;
