import { describe, expect, it } from 'vitest';
import { nearDuplicates } from './near-duplicates.ts';
import { createNearHashes, NEAR_BITS } from './near-hashes.ts';
import { reviewPair } from './review-pair.fixture.ts';
import type { ReviewPair } from './types.ts';

/** A hash with its lowest `count` bits set. */
const ones = (count: number) => ((1n << BigInt(count)) - 1n).toString(16).padStart(32, '0');

function hashesOf(pairs: readonly ReviewPair[]) {
  const hashes = createNearHashes();
  for (const { pictureHash } of pairs) if (pictureHash !== undefined) hashes.add(pictureHash);
  return hashes;
}
const duplicates = (pairs: readonly ReviewPair[]) => Object.fromEntries(nearDuplicates(pairs, hashesOf(pairs)));
const pair = (id: string, bits: number, review: ReviewPair['review'] = 'unreviewed') =>
  reviewPair(id, { pictureHash: ones(bits), review });

describe('createNearHashes', () => {
  it('knows hashes within NEAR_BITS of each other, both ways, in every word', () => {
    const hashes = createNearHashes();
    for (const bits of [0, NEAR_BITS, NEAR_BITS + 1, 64, 100, 128]) hashes.add(ones(bits));
    expect(hashes.near(ones(0))).toEqual([ones(NEAR_BITS)]);
    expect(hashes.near(ones(NEAR_BITS))).toEqual([ones(0), ones(NEAR_BITS + 1)]);
    expect(hashes.near(ones(128))).toEqual([]);
    expect(hashes.near('unknown')).toEqual([]);
  });

  it('agrees with counting bits one by one, over many hashes', () => {
    let state = 1;
    const digit = () => {
      state = (state * 48_271) % 0x7fffffff;
      return state % 16;
    };
    const base = Array.from({ length: 32 }, digit);
    // Near the base, so that some are near each other; more than the first table holds.
    const all = new Set<string>();
    while (all.size < 300) {
      const changed = [...base];
      for (let i = 0; i < 3; i++) changed[digit() * 2 + (digit() % 2)] = digit();
      all.add(changed.map((value) => value.toString(16)).join(''));
    }
    const hashes = createNearHashes();
    for (const hash of all) hashes.add(hash);
    const count = (a: string, b: string) =>
      (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2).replaceAll('0', '').length;
    let found = 0;
    for (const hash of [...all].slice(0, 40)) {
      const near = [...all].filter((other) => other !== hash && count(hash, other) <= NEAR_BITS);
      expect([...hashes.near(hash)].sort()).toEqual(near.sort());
      found += near.length;
    }
    expect(found).toBeGreaterThan(20);
  });

  it('refuses what is no picture hash', () => expect(() => createNearHashes().add('abc')).toThrow('32 hexadecimal'));
});

describe('nearDuplicates', () => {
  it('names the older picture', () => {
    expect(duplicates([pair('1', 0), pair('2', 3), pair('3', 60), pair('4', 0)])).toEqual({ 2: '1', 4: '1' });
  });

  it('keeps one of a chain near every other', () => {
    // 1 ~ 2 ~ 3, but not 1 ~ 3: with 2 gone, 3 repeats nothing.
    expect(duplicates([pair('1', 0), pair('2', 6), pair('3', 12)])).toEqual({ 2: '1' });
  });

  it('frees the next when the older one is rejected, and flags no rejected one', () => {
    expect(duplicates([pair('1', 0, 'rejected'), pair('2', 3), pair('3', 0)])).toEqual({ 3: '2' });
    expect(duplicates([pair('1', 0), pair('2', 3, 'rejected')])).toEqual({});
  });

  it('leaves out pairs whose hash is not known yet', () => {
    expect(nearDuplicates([reviewPair('1'), pair('2', 0), pair('3', 1)], hashesOf([pair('2', 0)]))).toEqual(new Map());
  });
});
