import { expect, it } from 'vitest';
import { Serial } from './serial.ts';

it('runs tasks one after another, in order, also after one has failed', async () => {
  const serial = new Serial();
  const trace: string[] = [];
  const task = (name: string, fails: boolean) => async () => {
    trace.push(`${name} begins`);
    await Promise.resolve();
    trace.push(`${name} ends`);
    if (fails) throw new Error(name);
    return name;
  };
  const first = serial.run(task('a', false));
  const second = serial.run(task('b', true));
  const third = serial.run(task('c', false));
  await expect(second).rejects.toThrow('b');
  expect([await first, await third]).toEqual(['a', 'c']);
  expect(trace).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});
