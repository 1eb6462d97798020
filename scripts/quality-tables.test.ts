import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('docs/quality.md shows the rows of docs/quality.jsonl', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/quality-tables.mjs', '--check'], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
