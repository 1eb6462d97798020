import { toHalves } from '../../src/models/feeds/to-half.ts';
import { byteCount, elementCount, FLOAT_TYPES, type WeightSpec } from './weight-spec.ts';

/** Half precision tells hardly more values apart, and looking one up is many times faster than rounding it. */
const TABLE_BITS = 12;
const CHUNK_BYTES = 4 * 2 ** 20;
const WARM_UP_ROUNDS = 16;

/** The little-endian numbers of a weight, some megabytes at a time; each chunk is overwritten by the next. */
export function* randomWeights(weight: WeightSpec, seed: number): Generator<Uint8Array> {
  const table = valueTable(weight);
  const elementBytes = FLOAT_TYPES[weight.type].bytes;
  const chunk = new (weight.type === 'fp16' ? Uint16Array : Float32Array)(
    Math.min(CHUNK_BYTES, byteCount(weight)) / elementBytes,
  );
  const next = xorshift(seed);
  for (let left = elementCount(weight); left > 0; left -= chunk.length) {
    const count = Math.min(left, chunk.length);
    for (let i = 0; i < count; i++) chunk[i] = table[next() >>> (32 - TABLE_BITS)] as number;
    yield new Uint8Array(chunk.buffer, 0, count * elementBytes);
  }
}

/** Evenly spaced values over the range of the uniform distribution, as stored. */
function valueTable({ type, spread: { centre, deviation } }: WeightSpec): Uint16Array | Float32Array {
  const size = 2 ** TABLE_BITS;
  const bound = deviation * Math.sqrt(3);
  const values = Float32Array.from({ length: size }, (_, i) => centre + bound * ((2 * i + 1) / size - 1));
  return type === 'fp16' ? toHalves(values) : values;
}

/** Marsaglia's xorshift (Journal of Statistical Software 8(14), 2003) of 32 bits. */
function xorshift(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  };
  for (let round = 0; round < WARM_UP_ROUNDS; round++) next();
  return next;
}
