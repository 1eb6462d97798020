import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('docs/models.md tells what is found in every export style, and maps agree', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/site-table.mjs', '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
}, 120_000);
