import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('NOTICE lists exactly the packages that the build ships', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/notice.mjs', '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
