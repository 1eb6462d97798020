import type { ExportProgress } from '../../rpc/export-contract.ts';

/** So often a person can read it; every pair of thousands would only cost messages. */
const TELL_EVERY_MS = 100;
/** What is left is told from what the first second did. */
const KNOWN_AFTER_MS = 1000;

/** Of a pair: nearly all of it is made when it is surveyed. */
const SURVEYED_UNITS = 9;
const UNITS = SURVEYED_UNITS + 1;

/**
 * Counts what is done of each pair, when it was surveyed and when its picture is written, and tells how many are done. What is left is
 * told from the time that was needed so far.
 */
export class ExportProgressTeller {
  readonly #total: number;
  readonly #tell: (progress: ExportProgress) => void;
  readonly #nowMs: () => number;
  readonly #startedMs: number;
  #toldMs = Number.NEGATIVE_INFINITY;
  #units = 0;

  constructor(total: number, tell: (progress: ExportProgress) => void, nowMs: () => number) {
    this.#total = total;
    this.#tell = tell;
    this.#nowMs = nowMs;
    this.#startedMs = nowMs();
  }

  /** One that cannot be exported is done with. */
  readonly surveyed = (usable: boolean): void => this.#add(usable ? SURVEYED_UNITS : UNITS);

  readonly written = (): void => this.#add(1);

  /** Nothing more is done, but it goes on: some formats look at all masks before they can be written. */
  readonly alive = (): void => {
    if (this.#nowMs() - this.#toldMs >= TELL_EVERY_MS) this.#add(0);
  };

  #add(units: number): void {
    this.#units += units;
    const nowMs = this.#nowMs();
    const isLast = this.#units === UNITS * this.#total;
    if (!isLast && nowMs - this.#toldMs < TELL_EVERY_MS) return;
    this.#toldMs = nowMs;
    const elapsedMs = nowMs - this.#startedMs;
    const left = UNITS * this.#total - this.#units;
    const remainingMs = elapsedMs < KNOWN_AFTER_MS ? null : (elapsedMs / this.#units) * left;
    this.#tell({ done: Math.floor(this.#units / UNITS), total: this.#total, remainingMs });
  }
}
