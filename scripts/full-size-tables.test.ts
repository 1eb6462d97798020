import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('docs/full-size.md shows the runs of docs/full-size.jsonl', () => {
  const arguments_ = ['scripts/full-size-tables.mjs', '--check'];
  const { status, stderr } = spawnSync(process.execPath, arguments_, { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

test('in each run the second picture took no more of the heap, and what was too large was refused', () => {
  const runs = readFileSync('docs/full-size.jsonl', 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(runs.length).toBeGreaterThan(0);
  for (const { size, heapBytes, masks, isRefused, refusal } of runs) {
    expect(size).toBe('sd15');
    expect(heapBytes.pictures[1]).toBe(heapBytes.pictures[0]);
    expect(masks.map(({ width, height }: { width: number; height: number }) => [width, height])).toEqual([
      [512, 512],
      [512, 512],
    ]);
    expect(isRefused).toBe(true);
    expect(refusal.join(' ')).toMatch(/about \d+\.\d GB on the CPU/);
  }
});
