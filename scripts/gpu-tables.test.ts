import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('docs/gpu.md shows the rows of docs/gpu.jsonl', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/gpu-tables.mjs', '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

test('what docs/gpu.md says of the run in words is in the rows, too', () => {
  const rows = readFileSync('docs/gpu.jsonl', 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const kind = (name: string) => rows.filter(({ row }) => row === name);
  expect(kind('adapter')[0].info.device).toBe('nvidia-h100-80gb-hbm3');
  expect(kind('kernel').every(({ agrees }) => agrees)).toBe(true);
  const shares = kind('refine').map(({ share }) => 100 * share);
  expect([Math.min(...shares), Math.max(...shares)].map(Math.round)).toEqual([1, 3]);
  expect(kind('refine-peer').map(({ ratio }) => ratio.toFixed(1))).toEqual(['9.9', '4.6']);
  const rates = kind('attention').map(({ gflopPerS }) => gflopPerS / 1000);
  expect([Math.min(...rates), Math.max(...rates)].map((rate) => rate.toFixed(1))).toEqual(['6.6', '9.1']);
  // Said not to have been run.
  for (const name of ['picture', 'picture-capture', 'picture-against-cpu', 'full-size']) expect(kind(name)).toEqual([]);
});
