const scratch = new DataView(new ArrayBuffer(4));

/** Bits of the IEEE 754 binary16 number nearest to `value`, ties to even; too large becomes infinity. */
export function toHalf(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (magnitude >= 65520) return sign | 0x7c00;
  // Below the smallest normal number the steps are 2⁻²⁴ wide; rounding up to 1024 steps gives the first normal number.
  if (magnitude < 2 ** -14) return sign | roundToEven(magnitude * 2 ** 24);
  const exponent = Math.max(-14, ((bits >>> 23) & 0xff) - 127);
  const steps = roundToEven(magnitude * 2 ** (10 - exponent));
  // A carry out of the fraction counts the exponent up, as the encoding is made for.
  return sign | (((exponent + 15) << 10) + (steps - 1024));
}

/** fp16 bits of a list, by the platform where it can. */
export function toHalves(values: ArrayLike<number>): Uint16Array<ArrayBuffer> {
  const { Float16Array } = globalThis as { readonly Float16Array?: Float16ArrayConstructor };
  if (Float16Array) return new Uint16Array(new Float16Array(values).buffer);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < halves.length; i++) halves[i] = toHalf(values[i] as number);
  return halves;
}

/** In browsers since 2025, in Node since 24. */
type Float16ArrayConstructor = new (values: ArrayLike<number>) => { readonly buffer: ArrayBuffer };

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
