import { expect, it } from 'vitest';
import type { PairClient } from '../../rpc/client.ts';
import { pairWorkPool } from './pair-work-pool.ts';

/** A worker that answers when told to; `asked` are the ids in its hands. */
function handWorker() {
  const asked: string[] = [];
  const answers: (() => void)[] = [];
  const client: PairClient & { ended: boolean } = {
    ended: false,
    prepare: async () => ({ ok: false, error: { code: 'record-corrupt', message: 'damaged' } }),
    readJpeg: (id) => {
      asked.push(id);
      return new Promise((resolve) => answers.push(() => resolve({ ok: true, value: new Uint8Array(1) })));
    },
    readClassMaps: async () => ({ ok: false, error: { code: 'record-corrupt', message: 'damaged' } }),
    terminate() {
      client.ended = true;
    },
  };
  return { client, asked, answer: () => answers.shift()?.() };
}

it('gives each call to the worker with the fewest, and ends them all', async () => {
  const [first, second] = [handWorker(), handWorker()];
  const pool = pairWorkPool([first.client, second.client]);
  expect(pool.parallelCalls).toBe(8);
  const a = pool.readJpeg('a');
  void pool.readJpeg('b');
  void pool.readJpeg('c');
  void pool.readJpeg('d');
  expect([first.asked, second.asked]).toEqual([
    ['a', 'c'],
    ['b', 'd'],
  ]);
  first.answer();
  await a;
  void pool.readJpeg('e');
  expect(first.asked).toEqual(['a', 'c', 'e']);
  pool.close();
  expect([first.client.ended, second.client.ended]).toEqual([true, true]);
});

it('throws the failure of a worker, and counts the call as over', async () => {
  const worker = handWorker();
  const pool = pairWorkPool([worker.client]);
  const pair = { id: 'a', width: 1, height: 1, palette: [], tuning: {} as never };
  await expect(pool.prepare(pair)).rejects.toMatchObject({ name: 'StudioError', code: 'record-corrupt' });
});
