import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { conclusion } from '../bench/gpu/conclusion.ts';
import { PARTS } from '../bench/gpu/schedule.ts';

test('docs/gpu.md shows the rows of docs/gpu.jsonl', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/gpu-tables.mjs', '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

test('the run on SwiftShader ended: every part, in its limit, and what it checks holds', () => {
  const rows = readFileSync('docs/gpu-software.jsonl', 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const parts = ['adapter', ...Object.keys(PARTS)];
  expect(conclusion(rows, parts)).toEqual({ text: '9 of 9 parts ended with a good verdict\n', exitCode: 0 });
  for (const part of parts) {
    expect(rows.findLast((row) => row.row === 'verdict' && row.part === part)).toMatchObject({ ok: true });
  }
  expect(rows).toContainEqual(expect.objectContaining({ row: 'sizes', sizes: 'small' }));
  const minutes = Math.round(rows.at(-1).atS / 60);
  const document = readFileSync('docs/gpu.md', 'utf8');
  expect(document).toContain(`\`9 of 9 parts ended with a good verdict\`, exit code 0, after ${minutes} minutes.`);
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
