import type { ExportProgress } from '../../rpc/export-contract.ts';

/** So often a person can read it; every pair of thousands would only cost messages. */
const TELL_EVERY_MS = 100;
/** What is left is told from what the first seconds did. */
const KNOWN_AFTER_MS = 1000;

/**
 * Counts the halves of each pair, it being surveyed and its picture being written, and tells how many pairs are done. What is left is
 * told from the time that the halves so far took.
 */
export class ExportProgressTeller {
  readonly #total: number;
  readonly #tell: (progress: ExportProgress) => void;
  readonly #nowMs: () => number;
  readonly #startedMs: number;
  #toldMs = Number.NEGATIVE_INFINITY;
  #halves = 0;

  constructor(total: number, tell: (progress: ExportProgress) => void, nowMs: () => number) {
    this.#total = total;
    this.#tell = tell;
    this.#nowMs = nowMs;
    this.#startedMs = nowMs();
  }

  /** One that cannot be exported is done with. */
  readonly surveyed = (usable: boolean): void => this.#add(usable ? 1 : 2);

  readonly written = (): void => this.#add(1);

  #add(halves: number): void {
    this.#halves += halves;
    const nowMs = this.#nowMs();
    const isLast = this.#halves === 2 * this.#total;
    if (!isLast && nowMs - this.#toldMs < TELL_EVERY_MS) return;
    this.#toldMs = nowMs;
    const elapsedMs = nowMs - this.#startedMs;
    const left = 2 * this.#total - this.#halves;
    const remainingMs = elapsedMs < KNOWN_AFTER_MS ? null : (elapsedMs / this.#halves) * left;
    this.#tell({ done: Math.floor(this.#halves / 2), total: this.#total, remainingMs });
  }
}
