const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;
const utf8 = new TextEncoder();

/**
 * MurmurHash3, x86, 32 bits, of `text` as UTF-8: an unsigned 32-bit number. Spreads well, and guards nothing.
 *
 * Source: Appleby, `MurmurHash3.cpp` of SMHasher, which is in the public domain.
 */
export function murmur3(text: string, seed = 0): number {
  const bytes = utf8.encode(text);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocksEnd = bytes.length - (bytes.length % 4);
  let hash = seed | 0;
  for (let at = 0; at < blocksEnd; at += 4) {
    hash = Math.imul(rotateLeft(hash ^ scrambled(view.getUint32(at, true)), 13), 5) + 0xe6546b64;
  }
  let tail = 0;
  for (let at = bytes.length - 1; at >= blocksEnd; at--) tail = (tail << 8) | view.getUint8(at);
  return mix32(hash ^ scrambled(tail) ^ bytes.length);
}

/** MurmurHash3's finalizer. One to one: two numbers of 32 bits never give the same. */
export function mix32(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function scrambled(block: number): number {
  return Math.imul(rotateLeft(Math.imul(block, C1), 15), C2);
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
