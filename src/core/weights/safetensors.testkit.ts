import type { SafeTensor } from './safetensors.ts';

type Tensors = Readonly<Record<string, Pick<SafeTensor, 'dtype' | 'shape' | 'values'>>>;

/** A safetensors file of tensors in memory. */
export function writeSafetensors(
  tensors: Tensors,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  let end = 0;
  const entries = Object.entries(tensors).map(([name, { dtype, shape, values }]) => {
    const from = end;
    end += values.byteLength;
    return [name, { dtype, shape, data_offsets: [from, end] }] as const;
  });
  const header = new TextEncoder().encode(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }));
  const bytes = new Uint8Array(8 + header.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  let offset = 8 + header.length;
  for (const { values } of Object.values(tensors)) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  return bytes;
}

/** A matrix's difference of rank 1: scale · up ⊗ down. */
export function rankOne(name: string, up: readonly number[], down: readonly number[], scale: number): Tensors {
  return {
    [`${name}.up`]: { dtype: 'I8', shape: [up.length, 1], values: Int8Array.from(up) },
    [`${name}.down`]: { dtype: 'I8', shape: [1, down.length], values: Int8Array.from(down) },
    [`${name}.scale`]: { dtype: 'F32', shape: [1], values: Float32Array.of(scale) },
  };
}
