import { descendantMemory, resetPeaks } from './process-memory.ts';

/** One stage of a run, as the person sees it. */
export interface Stage {
  readonly stage: string;
  readonly ms: number;
  /** Highest resident set of the largest process in this stage, the page's renderer, in bytes. */
  readonly largestBytes: number;
}

/** Times the stages of a run, each from its name to the next one, and follows the memory of the browser's processes. */
export class StageWatch {
  readonly stages: Stage[] = [];
  readonly #peaks = new Map<string, number>();
  #current: { readonly stage: string; readonly startMs: number } | null = null;

  /** Ends the stage before; a name that is told again changes nothing. */
  begin(stage: string): void {
    if (this.#current?.stage === stage) return;
    this.end();
    this.#current = { stage, startMs: performance.now() };
  }

  end(): void {
    const processes = descendantMemory(process.pid);
    for (const { kind, peakBytes } of processes) {
      this.#peaks.set(kind, Math.max(peakBytes, this.#peaks.get(kind) ?? 0));
    }
    resetPeaks(processes);
    if (!this.#current) return;
    const { stage, startMs } = this.#current;
    const ms = Math.round(performance.now() - startMs);
    this.stages.push({ stage, ms, largestBytes: processes[0]?.peakBytes ?? 0 });
    console.log(`  ${stage}: ${(ms / 1000).toFixed(1)} s, ${((processes[0]?.peakBytes ?? 0) / 1e9).toFixed(2)} GB`);
    this.#current = null;
  }

  /** Highest resident set of each kind of process in all stages, the largest of a kind, in bytes. */
  peaks(): Record<string, number> {
    return Object.fromEntries([...this.#peaks].sort(([, a], [, b]) => b - a));
  }
}
