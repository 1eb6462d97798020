const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const;
/** The data begin at a multiple of this. */
const ALIGNMENT_BYTES = 64;

/**
 * A NumPy file of bytes (NEP 1, format version 1.0): magic, version, length of the header, the header as a Python literal filled up with
 * spaces, then the data in C order.
 *
 * @param data u8, its product of `shape` values, the last axis fastest
 * @returns the parts of the file, `data` itself being the last
 * @throws Error if `data` does not have as many values as `shape` says
 */
export function npyOfBytes(data: Uint8Array, shape: readonly number[]): Uint8Array[] {
  const count = shape.reduce((product, length) => product * length, 1);
  if (data.length !== count) {
    throw new Error(`An array of ${shape.join('×')} has ${count} values, this one has ${data.length}.`);
  }
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '|u1', 'fortran_order': False, 'shape': ${tuple}, }`;
  const fixedBytes = MAGIC.length + 2 + 2;
  const filled = Math.ceil((fixedBytes + text.length + 1) / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
  const headerBytes = filled - fixedBytes;
  const header = `${text.padEnd(headerBytes - 1)}\n`;
  const head = Uint8Array.of(...MAGIC, 1, 0, headerBytes & 0xff, headerBytes >> 8, ...new TextEncoder().encode(header));
  return [head, data];
}
