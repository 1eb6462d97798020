import * as v from 'valibot';
import { StudioError } from '../errors.ts';

/** Bytes of the header's own length, little-endian, at the beginning. */
const LENGTH_BYTES = 8;

const ARRAYS = { I8: Int8Array, F16: Uint16Array, F32: Float32Array } as const;
type Dtype = keyof typeof ARRAYS;

export interface SafeTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Row-major; fp16 as its bits. */
  readonly values: Int8Array | Uint16Array | Float32Array;
}

export interface SafeTensors {
  readonly tensors: ReadonlyMap<string, SafeTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Header = v.pipe(
  v.looseObject({ __metadata__: v.optional(v.record(v.string(), v.string()), {}) }),
  v.transform(({ __metadata__: metadata, ...tensors }) => ({ metadata, tensors })),
  v.object({
    metadata: v.record(v.string(), v.string()),
    tensors: v.record(
      v.string(),
      v.object({
        dtype: v.picklist(['I8', 'F16', 'F32']),
        shape: v.array(count),
        data_offsets: v.tuple([count, count]),
      }),
    ),
  }),
);

/**
 * Reads a safetensors file of the dtypes int8, fp16 and fp32 (https://huggingface.co/docs/safetensors). Numbers are copies: they may lie at
 * any offset in the file.
 * @param file what it is called, for messages
 * @throws StudioError `model-corrupt`
 */
export function readSafetensors(bytes: Uint8Array, file: string): SafeTensors {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = bytes.byteLength < LENGTH_BYTES ? null : Number(view.getBigUint64(0, true));
  const start = LENGTH_BYTES + (headerBytes ?? 0);
  if (headerBytes === null || start > bytes.byteLength) {
    throw corrupt(file, `${bytes.byteLength} bytes that end within its header`);
  }
  const parsed = v.safeParse(Header, parseJson(bytes.subarray(LENGTH_BYTES, start)));
  if (!parsed.success) throw corrupt(file, `a header that says otherwise (${parsed.issues[0].message})`);
  const tensors = new Map<string, SafeTensor>();
  for (const [name, { dtype, shape, data_offsets: offsets }] of Object.entries(parsed.output.tensors)) {
    const [from, to] = offsets.map((offset) => start + offset) as [number, number];
    const Values = ARRAYS[dtype];
    const expectedBytes = shape.reduce((all, one) => all * one, Values.BYTES_PER_ELEMENT);
    if (to > bytes.byteLength || to - from !== expectedBytes) {
      throw corrupt(file, `${name} ${dtype} [${shape}] in bytes ${from} to ${to} of ${bytes.byteLength}`);
    }
    tensors.set(name, { dtype, shape, values: new Values(bytes.slice(from, to).buffer) });
  }
  return { tensors, metadata: parsed.output.metadata };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}

function corrupt(file: string, found: string): StudioError {
  return new StudioError({
    code: 'model-corrupt',
    message: `Expected ${file} to be a whole safetensors file of int8, fp16 and fp32 numbers; found ${found}. Download it again.`,
    details: { file },
  });
}
