import { isPictureHash } from './picture-hash.ts';

/**
 * Two pictures are near-duplicates when at most this many of their hashes' 128 bits differ. Seen on 44 pictures of the bundled model at
 * ten steps: the same picture with a step more or half a unit more guidance differs in up to 4 bits, with another seed in 26 or
 * more; of 24 pictures of 20 prompts the nearest two differ in 23.
 */
export const NEAR_BITS = 8;
const WORDS = 4;

/** Which picture hashes are near each other; grows by one hash at a time, so that a long gallery can be gone through in slices. */
export interface NearHashes {
  has(hash: string): boolean;
  /** Compares a new hash with all that are here: a few nanoseconds each. @throws Error for what is no picture hash */
  add(hash: string): void;
  /** Hashes that differ from this one in 1 … NEAR_BITS bits. */
  near(hash: string): readonly string[];
}

export function createNearHashes(): NearHashes {
  const hashes: string[] = [];
  const neighbours = new Map<string, string[]>();
  let words = new Uint32Array(WORDS * 256);

  function add(hash: string): void {
    if (neighbours.has(hash)) return;
    if (!isPictureHash(hash)) throw new Error(`A picture hash has 32 hexadecimal digits, found "${hash}".`);
    if (words.length < WORDS * (hashes.length + 1)) {
      const larger = new Uint32Array(words.length * 2);
      larger.set(words);
      words = larger;
    }
    const own = Array.from({ length: WORDS }, (_, i) => Number.parseInt(hash.slice(8 * i, 8 * i + 8), 16));
    const near: string[] = [];
    for (let other = 0; other < hashes.length; other++) {
      let bits = 0;
      for (let i = 0; i < WORDS && bits <= NEAR_BITS; i++) {
        bits += countBits(((own[i] as number) ^ (words[WORDS * other + i] as number)) >>> 0);
      }
      if (bits > NEAR_BITS) continue;
      const name = hashes[other] as string;
      near.push(name);
      neighbours.get(name)?.push(hash);
    }
    neighbours.set(hash, near);
    words.set(own, WORDS * hashes.length);
    hashes.push(hash);
  }

  return { add, has: (hash) => neighbours.has(hash), near: (hash) => neighbours.get(hash) ?? [] };
}

/** Of 32 bits (Warren, Hacker's Delight, figure 5-2). */
function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
