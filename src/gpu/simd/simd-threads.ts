import { StudioError } from '../../core/errors.ts';
import { roundUp } from './simd-module.ts';
import type { SimdTaskExports, SimdThreadStart } from './simd-thread.ts';

/** Starts a thread that calls `serveSimdTasks`. */
export type StartSimdThread = (start: SimdThreadStart) => void;

/** The largest WebAssembly memory; it is reserved, not taken. */
const MAX_PAGES = 65536;
const PAGE_BYTES = 65536;

/** As `serveSimdTasks` says; a task has room for sixteen words. */
const [LEFT, AT_WORK, WAKE_UPS, DIED, TASK] = [0, 1, 2, 3, 4];
/** A block takes milliseconds. Waited for in slices: while a machine sleeps a single one ends. */
const SLICE_MS = 1000;
const MOST_SLICES = 60;

/** Where a module's data may begin. */
export const SIMD_DATA = 128;

/** A WebAssembly SIMD module on several threads with one memory. */
export interface SimdThreads<Exports> {
  readonly exports: Exports;
  /** This thread and its helpers. */
  readonly count: number;
  /** The memory's bytes, at least so many. Shared: it only grows, and views of what it was stay valid. */
  reserve(bytes: number): ArrayBufferLike;
  /** Wakes the helpers for a few milliseconds: a small task begins sooner if they are woken before it is prepared. */
  wake(): void;
  /**
   * Runs `runBlock` for block 0 … blocks − 1, each once, on whichever threads are free, and returns when all are done. Words
   * of the task are written as they are. Where a helper dies at a block this thread runs all of them again, so a block must not
   * build on what it finds.
   * @throws StudioError `worker-crashed` where a helper has a block and gives no sign
   */
  run(task: Int32Array, blocks: number): void;
}

/**
 * Opens a module that imports shared memory as `threads.memory`; null where the engine lacks SIMD or shared memory, or has no
 * address space for it. A helper that takes long to start, or never does, is not waited for: those that are there take its blocks.
 */
export function openSimdThreads<Exports extends SimdTaskExports>(
  moduleBytes: Uint8Array<ArrayBuffer>,
  helpers: number,
  startThread: StartSimdThread,
): SimdThreads<Exports> | null {
  if (typeof SharedArrayBuffer === 'undefined' || !WebAssembly.validate(moduleBytes)) return null;
  const module = new WebAssembly.Module(moduleBytes);
  const memory = sharedMemory();
  if (!memory) return null;
  const exports = new WebAssembly.Instance(module, { threads: { memory } }).exports as unknown as Exports;
  const words = new Int32Array(memory.buffer, 0, SIMD_DATA / 4);
  for (let thread = 1; thread <= helpers; thread++) startThread({ module, memory, thread });
  const wake = () => {
    Atomics.add(words, WAKE_UPS, 1);
    Atomics.notify(words, WAKE_UPS);
  };
  return {
    exports,
    count: 1 + helpers,
    reserve(bytes) {
      const missing = roundUp(bytes, PAGE_BYTES) - memory.buffer.byteLength;
      if (missing > 0) memory.grow(missing / PAGE_BYTES);
      return memory.buffer;
    },
    wake,
    run(task, blocks) {
      words.set(task, TASK);
      const runAlone = () => {
        for (let block = 0; block < blocks; block++) exports.runBlock(TASK * 4, block, 0);
      };
      if (Atomics.load(words, DIED) > 0) return runAlone();
      // Last: from here on a helper may take a block, also one that wakes up for the task before.
      Atomics.store(words, LEFT, blocks);
      wake();
      for (let left = Atomics.sub(words, LEFT, 1); left > 0; left = Atomics.sub(words, LEFT, 1)) {
        exports.runBlock(TASK * 4, left - 1, 0);
      }
      waitForHelpers(words);
      if (Atomics.load(words, DIED) > 0) runAlone();
    },
  };
}

/** One that was ended by the browser tells nobody: this thread hears no events while it waits. */
function waitForHelpers(words: Int32Array): void {
  let slices = 0;
  for (let busy = Atomics.load(words, AT_WORK); busy > 0; busy = Atomics.load(words, AT_WORK)) {
    const outcome = Atomics.wait(words, AT_WORK, busy, SLICE_MS);
    slices = outcome === 'timed-out' ? slices + 1 : 0;
    if (slices < MOST_SLICES) continue;
    const seconds = (MOST_SLICES * SLICE_MS) / 1000;
    throw new StudioError({
      code: 'worker-crashed',
      message: `A thread that helps to add up attention was expected to take milliseconds, and gave no sign for ${seconds} seconds: the browser may have ended it for lack of memory. Close other tabs, then generate again.`,
    });
  }
}

function sharedMemory(): WebAssembly.Memory | null {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES, shared: true });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
