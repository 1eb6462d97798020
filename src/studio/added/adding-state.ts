/** Classes, or words that are none, on their way into a finished picture. */
export interface AddingState {
  readonly pairId: string;
  /** What is looked for. */
  readonly names: readonly string[];
  /** `waiting`: the engine is at something else. */
  readonly phase: 'waiting' | 'capturing' | 'saving';
  /** Calls of the model that are done, of `steps`; both 0 before the first. */
  readonly step: number;
  readonly steps: number;
  readonly remainingMs: number;
}
