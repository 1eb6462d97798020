export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}
export const NO_TESTS: Counts;
export function addCounts(a: Counts, b: Counts): Counts;
export function countVitest(path: string): Counts;
export function countPlaywright(path: string): Counts;
