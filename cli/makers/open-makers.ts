import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { StudioError } from '../../src/core/errors.ts';
import type { MakeItem } from '../generate/make-items.ts';
import type { FinishedItem } from '../work/stored-item.ts';
import type { MakerAnswer, MakerRequest, MakerStart } from './serve-maker.ts';

export interface Makers {
  /** Called for as many items at once as there are makers. */
  readonly make: MakeItem;
  close(): Promise<void>;
}

interface Maker {
  readonly make: MakeItem;
  close(): Promise<void>;
}

/** So many threads, each with the model opened for itself: one picture's calls wait for each other, two pictures' do not. */
export function openMakers(count: number, start: MakerStart): Makers {
  const all = Array.from({ length: count }, () => startMaker(start));
  const idle = [...all];
  return {
    async make(item) {
      const maker = idle.pop();
      if (!maker) throw new Error(`More than ${count} items at once were asked of ${count} makers`);
      try {
        return await maker.make(item);
      } finally {
        idle.push(maker);
      }
    },
    close: async () => {
      await Promise.all(all.map((maker) => maker.close()));
    },
  };
}

function startMaker(start: MakerStart): Maker {
  const worker = new Worker(join(start.rootFolder, 'cli/maker.mjs'), { workerData: start });
  let gone: Error | null = null;
  let asked: { resolve(item: FinishedItem): void; reject(error: Error): void } | null = null;
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const end = (error: Error) => {
    gone ??= error;
    asked?.reject(gone);
    asked = null;
  };
  // A bug: it goes on to whoever asked, with its stack.
  worker.on('error', end);
  worker.on('exit', () => {
    const message = 'A thread that makes pictures ended before it was told to. Run the same command with --resume.';
    end(new StudioError({ code: 'worker-crashed', message }));
  });
  worker.on('message', (answer: MakerAnswer) => {
    const { resolve, reject } = asked ?? {};
    asked = null;
    if (answer.ok) resolve?.(answer.value);
    else reject?.(new StudioError(answer.error));
  });
  const send = (request: MakerRequest) => worker.postMessage(request);
  return {
    make: (item) =>
      new Promise((resolve, reject) => {
        if (gone) return reject(gone);
        asked = { resolve, reject };
        send(item);
      }),
    async close() {
      send(null);
      await exited;
    },
  };
}
