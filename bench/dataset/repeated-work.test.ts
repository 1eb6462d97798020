import { expect, it } from 'vitest';
import type { PairWork } from '../../src/engine/export/pair-work.ts';
import { repeatedWork } from './repeated-work.ts';

it('does the work of a kind once and answers with bytes of its own each time', async () => {
  const asked: string[] = [];
  const work = {
    parallelCalls: 1,
    readJpeg: async (id: string) => {
      asked.push(id);
      return Uint8Array.from([id.charCodeAt(0)]);
    },
    close: () => undefined,
  } as Partial<PairWork> as PairWork;
  const repeated = repeatedWork(work, (id) => (id < 'c' ? 0 : 1));
  const [a, b, c] = [await repeated.readJpeg('a'), await repeated.readJpeg('b'), await repeated.readJpeg('c')];
  expect(asked).toEqual(['a', 'c']);
  expect([a, b, c]).toEqual([[97], [97], [99]].map((bytes) => Uint8Array.from(bytes)));
  expect(a.buffer).not.toBe(b.buffer);
});
