/** What a helping thread starts with. */
export interface SimdThreadStart {
  readonly module: WebAssembly.Module;
  /** Shared by all threads. */
  readonly memory: WebAssembly.Memory;
  /** 1 for the first helper; whoever sets the tasks is thread 0. */
  readonly thread: number;
}

/** What a module that threads share exports to them. */
export interface SimdTaskExports {
  /** Does a block of the task whose words begin at the byte address `task`. */
  runBlock(task: number, block: number, thread: number): void;
}

/**
 * Helps with the blocks of each task, and sleeps between them, until its thread is ended. It refers to nothing outside itself, so
 * that its text alone is a thread's program.
 *
 * The memory's first words: blocks that nobody has taken, threads at work, wake-ups so far, threads that died at work, and from
 * word 4 on the task.
 */
export function serveSimdTasks({ module, memory, thread }: SimdThreadStart): never {
  const { exports } = new WebAssembly.Instance(module, { threads: { memory } });
  const { runBlock } = exports as unknown as SimdTaskExports;
  const [LEFT, AT_WORK, WAKE_UPS, DIED, TASK] = [0, 1, 2, 3, 4];
  const words = new Int32Array(memory.buffer, 0, TASK);
  // A thread that sleeps comes late, most of all to a busy processor: it stays awake for the sites of one call of a model.
  const AWAKE_MS = 5;
  for (let seen = 0; ; ) {
    Atomics.wait(words, WAKE_UPS, seen);
    seen = Atomics.load(words, WAKE_UPS);
    for (let until = performance.now() + AWAKE_MS; performance.now() < until; ) {
      if (Atomics.load(words, LEFT) <= 0) continue;
      Atomics.add(words, AT_WORK, 1);
      try {
        for (let left = Atomics.sub(words, LEFT, 1); left > 0; left = Atomics.sub(words, LEFT, 1)) {
          runBlock(TASK * 4, left - 1, thread);
        }
      } catch (error) {
        Atomics.add(words, DIED, 1);
        throw error;
      } finally {
        if (Atomics.sub(words, AT_WORK, 1) === 1) Atomics.notify(words, AT_WORK);
      }
      until = performance.now() + AWAKE_MS;
    }
  }
}
