import { halvesToNumbers } from '../../half.ts';
import { FragmentWriter } from '../file/fragment-writer.ts';

/** ONNX Runtime comes in as an argument: only tests may import it here. */
type Ort = Pick<typeof import('onnxruntime-node'), 'InferenceSession' | 'Tensor'>;

export interface Numbers {
  readonly dims: readonly number[];
  readonly data: Float32Array | Float64Array | BigInt64Array;
}

/** Runs a model once on the CPU and returns its outputs by name. */
export async function runModel(
  ort: Ort,
  model: Uint8Array,
  feeds: Readonly<Record<string, Numbers>>,
): Promise<Readonly<Record<string, Numbers>>> {
  const session = await ort.InferenceSession.create(model, {
    ...{ intraOpNumThreads: 1, logSeverityLevel: 3 },
    // Where it would put a product of its own in the place of DequantizeLinear and MatMul, its input is not rounded to a byte.
    extra: { session: { qdq_matmulnbits_accuracy_level: '0' } },
  });
  const tensors = Object.entries(feeds).map(([name, { data, dims }]) => {
    const tensor =
      data instanceof BigInt64Array ? new ort.Tensor('int64', data, dims) : new ort.Tensor('float32', data, dims);
    return [name, tensor] as const;
  });
  const outputs = await session.run(Object.fromEntries(tensors));
  await session.release();
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { dims, data }]) => {
      // Node 20 has no Float16Array: half precision arrives as bits.
      const numbers = data instanceof Uint16Array ? halvesToNumbers(data) : (data as Numbers['data']);
      return [name, { dims, data: numbers }];
    }),
  );
}

/** The model with inner tensors made outputs, for a look at what it computes itself. */
export function exposeTensors(model: Uint8Array, names: readonly string[]): Uint8Array {
  const writer = new FragmentWriter('exposed/');
  for (const name of names) writer.output(name);
  return Buffer.concat([model, writer.finish()]);
}

/** Smooth numbers that differ from `seed` to `seed`. */
export function waves(seed: number, dims: readonly number[]): Numbers {
  const length = dims.reduce((product, size) => product * size, 1);
  return { dims, data: Float32Array.from({ length }, (_, i) => Math.sin(i * (1.3 + seed * 0.37)) * 1.2) };
}

/** Row `row` of the first axis, with an axis of one left in its place. */
export function batchRow({ dims, data }: Numbers, row: number): Numbers {
  const [rows = 1, ...rest] = dims;
  const size = data.length / rows;
  return { dims: [1, ...rest], data: data.slice(row * size, (row + 1) * size) };
}

/** A tensor of one row `count` times. Where a model rounds by the range of all rows, one row alone is rounded alike. */
export function sameRows({ dims, data }: Numbers, count: number): Numbers {
  const all = new Float32Array(data.length * count);
  for (let row = 0; row < count; row++) all.set(data as Float32Array, row * data.length);
  return { dims: [count, ...dims.slice(1)], data: all };
}

/** mean_heads softmax(QKᵀ·scale + bias) of the last row of the batch, in doubles: `[N, M]`. */
export function attentionMap(
  query: Numbers,
  key: Numbers,
  site: { readonly heads: number; readonly headDim: number; readonly scale: number },
  bias: Numbers['data'] | null = null,
): Float64Array {
  const { heads, headDim, scale } = site;
  const channels = heads * headDim;
  const q = batchRow(query, (query.dims[0] ?? 1) - 1).data as Float32Array;
  const k = batchRow(key, (key.dims[0] ?? 1) - 1).data as Float32Array;
  const [N, M] = [q.length / channels, k.length / channels];
  const map = new Float64Array(N * M);
  const row = new Float64Array(M);
  for (let n = 0; n < N; n++) {
    for (let h = 0; h < heads; h++) {
      let sum = 0;
      for (let m = 0; m < M; m++) {
        let score = 0;
        for (let d = h * headDim; d < (h + 1) * headDim; d++) {
          score += (q[n * channels + d] as number) * (k[m * channels + d] as number);
        }
        row[m] = Math.exp(score * scale + Number(bias?.[m] ?? 0));
        sum += row[m] as number;
      }
      for (let m = 0; m < M; m++) map[n * M + m] = (map[n * M + m] as number) + (row[m] as number) / sum / heads;
    }
  }
  return map;
}

/** Mean over heads of the last row of the batch of a softmax output `[B, heads, N, M]` or `[B·heads, N, M]`. */
export function headMean(probabilities: Numbers, batch: number): Float64Array {
  const heads = probabilities.dims.slice(0, -2).reduce((product, size) => product * size, 1) / batch;
  const size = probabilities.data.length / batch / heads;
  const mean = new Float64Array(size);
  for (let h = 0; h < heads; h++) {
    for (let i = 0; i < size; i++) {
      const at = ((batch - 1) * heads + h) * size + i;
      mean[i] = (mean[i] as number) + Number(probabilities.data[at]) / heads;
    }
  }
  return mean;
}

export function largestDifference(a: ArrayLike<number | bigint>, b: ArrayLike<number | bigint>): number {
  if (a.length !== b.length) throw new Error(`${a.length} numbers against ${b.length}`);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(Number(a[i]) - Number(b[i])));
  return largest;
}
