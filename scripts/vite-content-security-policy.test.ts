import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MODEL_WORKER_FOLDER, MODEL_WORKER_POLICY, POLICY } from './vite-content-security-policy.ts';

test('static hosts are given the same policies, each path one', () => {
  const blocks = readFileSync('public/_headers', 'utf8').matchAll(/^(\/\S*)\n((?: {2}.+\n)+)/gm);
  const policies = [...blocks].flatMap(([, path = '', headers = '']) => {
    const found = [...headers.matchAll(/Content-Security-Policy: (.+)/g)].map(([, value]) => value);
    return found.length > 0 ? [[path, found]] : [];
  });
  // Hosts join the headers of all blocks that match a path, and two joined policies are as strict as both.
  expect(Object.fromEntries(policies)).toEqual({
    '/': [POLICY],
    '/index.html': [POLICY],
    '/assets/*': [POLICY],
    [`/${MODEL_WORKER_FOLDER}/*`]: [MODEL_WORKER_POLICY],
  });
});

test('only the worker that loads models may ask other servers', () => {
  expect(POLICY).toContain("connect-src 'self';");
  expect(MODEL_WORKER_POLICY.replace(' https: http://localhost:* http://127.0.0.1:*', '')).toBe(POLICY);
});
