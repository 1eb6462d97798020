import { expect, it } from 'vitest';
import type { StartEvent } from '../rpc/contract.ts';
import type { StartedEngine } from './engine.ts';
import { startAhead } from './start-ahead.ts';

const compile = (part: string): StartEvent => ({ kind: 'compile', part });

it('begins before it is asked, and tells who asks of all that happens, in order', async () => {
  let happen = (_: StartEvent) => {};
  let end = (_: StartedEngine) => {};
  const ask = startAhead((onEvent) => {
    happen = onEvent;
    return new Promise((resolve) => {
      end = resolve;
    });
  });
  happen(compile('a'));
  happen(compile('b'));
  const heard: StartEvent[] = [];
  const started = ask((event) => heard.push(event));
  happen(compile('c'));
  expect(heard).toEqual(['a', 'b', 'c'].map(compile));
  const engine = {} as StartedEngine;
  end(engine);
  expect(await started).toBe(engine);
});

it('keeps a failure for who asks', async () => {
  const ask = startAhead(() => Promise.reject(new Error('no memory')));
  await new Promise((resolve) => setTimeout(resolve));
  await expect(ask(() => undefined)).rejects.toThrow('no memory');
});
