import { expect, test } from 'vitest';
import { mix32, murmur3 } from './murmur3.ts';

// From the table of test vectors that implementations share (en.wikipedia.org/wiki/MurmurHash).
test.each([
  ['', 0, 0],
  ['', 1, 0x514e28b7],
  ['', 0xffffffff, 0x81f16f39],
  ['test', 0, 0xba6bd213],
  ['test', 0x9747b28c, 0x704b81dc],
  ['Hello, world!', 0, 0xc0363e43],
  ['Hello, world!', 0x9747b28c, 0x24884cba],
  ['The quick brown fox jumps over the lazy dog', 0, 0x2e4ff723],
  ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
])('hashes %j with seed %i as published', (text, seed, expected) => {
  expect(murmur3(text, seed)).toBe(expected);
});

test('bytes beyond ASCII count in full', () => {
  expect(new Set(['é', 'è', 'e', '猫', '犬', '🐈'].map((text) => murmur3(text))).size).toBe(6);
});

test('the finalizer is one to one where it is looked at', () => {
  const mixed = new Set<number>();
  for (let value = 0; value < 50_000; value++) mixed.add(mix32(value));
  expect(mixed.size).toBe(50_000);
});
