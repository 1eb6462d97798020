import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { POLICY } from './vite-content-security-policy.ts';

test('static hosts are given the same policy as the page', () => {
  const line = readFileSync('public/_headers', 'utf8').match(/Content-Security-Policy: (.+)/);
  expect(line?.[1]).toBe(POLICY);
});
