/** The number that 16 bits stand for in IEEE 754 binary16. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Of all 65,536 halves, made when the first list comes: looking up takes a small part of the time of computing. */
let numbers: Float32Array | null = null;

/** A list of fp16 bits as fp32 numbers. */
export function halvesToNumbers(halves: Uint16Array): Float32Array<ArrayBuffer> {
  numbers ??= Float32Array.from({ length: 2 ** 16 }, (_, bits) => halfToNumber(bits));
  const result = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) result[i] = numbers[halves[i] as number] as number;
  return result;
}
