import { expect, test } from 'vitest';
import { runChild } from './run-child.ts';

async function run(script: string, limitS = 30) {
  const rows: Readonly<Record<string, unknown>>[] = [];
  const started = performance.now();
  const part = { part: 'p', args: ['-e', script], limitS, environment: { SAID: 'yes' }, keep: rows.push.bind(rows) };
  const ending = await runChild(part);
  return { rows, ending, seconds: (performance.now() - started) / 1000 };
}

const print = (row: object) => `process.stdout.write(${JSON.stringify(`${JSON.stringify(row)}\n`)});`;
const HANG = 'setInterval(() => undefined, 1000);';

test('rows come through, with the environment, and what is no row is kept as text', async () => {
  const { rows, ending } = await run(`console.log(JSON.stringify({ row: process.env.SAID })); console.log('hello')`);
  expect(rows).toEqual([{ row: 'yes' }, { part: 'p', row: 'said', text: 'hello' }]);
  expect(ending).toBe('done');
});

test('a part that has said all and does not leave is done, without waiting for its limit', async () => {
  const { rows, ending, seconds } = await run(`${print({ row: 'a' })}${print({ row: 'over', failed: false })}${HANG}`);
  expect(rows).toEqual([{ row: 'a' }]);
  expect(ending).toBe('done');
  expect(seconds).toBeLessThan(20);
});

test('a failed part that does not leave has failed', async () => {
  const { ending } = await run(`${print({ row: 'over', failed: true })}${HANG}`);
  expect(ending).toBe('exit 1');
});

test('a part that says nothing more is ended at its limit, and its rows stay', async () => {
  const { rows, ending } = await run(`${print({ row: 'a' })}${HANG}`, 3);
  expect(rows).toEqual([{ row: 'a' }]);
  expect(ending).toBe('killed after 3 s');
});

test('a part that breaks down leaves its exit code and its last words', async () => {
  const { rows, ending } = await run(`console.error('out of memory'); process.exit(3)`);
  expect(ending).toBe('exit 3');
  expect(rows).toEqual([{ part: 'p', row: 'stderr', text: 'out of memory\n' }]);
});
