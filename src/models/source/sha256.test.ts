import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { blobSha256Hex } from './sha256.ts';

const bytes = Uint8Array.from({ length: 100_001 }, (_, i) => (i * 31) & 0xff);
const expected = createHash('sha256').update(bytes).digest('hex');

test.each([
  ['as a whole', bytes.length],
  ['piece by piece', 1000],
])('hashes a file %s', async (_, wholeBytes) => {
  expect(await blobSha256Hex(new Blob([bytes]), wholeBytes)).toBe(expected);
});
