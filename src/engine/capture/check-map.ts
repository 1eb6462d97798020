import { StudioError } from '../../core/errors.ts';
import { DataType } from '../../core/onnx/file/data-types.ts';
import type { AttentionSite, CheckTap } from '../../core/onnx/types.ts';
import { accumulateAttentionCpu } from '../../gpu/kernels/attention-accumulate/attention-accumulate.cpu.ts';
import { requireFinite } from '../networks/finite.ts';
import { output } from '../networks/network.ts';
import type { OrtTensor } from '../networks/ort-module.ts';
import { readFloats } from '../networks/tensor-numbers.ts';

/**
 * Largest difference of two maps over the map's largest number. In half precision a score near 10 is off by up to 2⁻⁸,
 * and its exponential by that share.
 */
const TOLERANCE = { single: 0.005, half: 0.05 };

/**
 * The self-check against the model's own words: softmax(QKᵀ·scale) of what the taps call Q and K must be the
 * probabilities that the graph itself computes. Wrong heads, scale or order show here, while rows sum to 1 all the same.
 *
 * @throws StudioError `self-check-failed`, naming the site; `number-overflow` where either is no number
 */
export async function checkMaps(checks: readonly CheckTap[], outputs: Record<string, OrtTensor>): Promise<void> {
  for (const { site, query, key, probabilities } of checks) {
    const probed = output(outputs, probabilities);
    const own = finite(
      lastRowMean(probed, site, await readFloats(probed)),
      `The model's own attention at ${site.path}`,
    );
    const taps = [output(outputs, query), output(outputs, key)] as const;
    const ours = finite(await mapOf(site, ...taps, own.length), `Attention at ${site.path}`);
    const error = relativeError(ours, own);
    const isHalf = site.dataType === DataType.float16 || site.probabilityDataType === DataType.float16;
    const tolerance = isHalf ? TOLERANCE.half : TOLERANCE.single;
    if (error <= tolerance) continue;
    throw new StudioError({
      code: 'self-check-failed',
      message:
        `Attention at ${site.path} was expected to be what the model computes itself, within ${tolerance}; found a ` +
        `difference of ${error.toPrecision(3)}. Its heads or scale were not read correctly: use another export, and report the model.`,
      details: { path: site.path, error, tolerance },
    });
  }
}

/** Where numbers are missing nothing tells whether heads and scale were read correctly. */
function finite(map: Float32Array, what: string): Float32Array {
  const help = 'Half precision does so: use an export in fp32, or run it on the CPU, which computes in fp32.';
  return requireFinite(map, { what: `${what} came out as`, help });
}

/** fp32 `[N, M]` of the batch's last row, the conditional half. */
async function mapOf(site: AttentionSite, query: OrtTensor, key: OrtTensor, size: number): Promise<Float32Array> {
  const { heads, headDim, scale } = site;
  const width = heads * headDim;
  const [q, k] = [await readFloats(query), await readFloats(key)];
  const queries = q.length / width / (query.dims[0] ?? 1);
  const keys = size / queries;
  const out = new Float32Array(size);
  const [qOffset, kOffset] = [q.length - queries * width, k.length - keys * width];
  accumulateAttentionCpu({
    q,
    qOffset,
    k,
    kOffset,
    queries,
    keys,
    heads,
    headDim,
    scale,
    weight: 1,
    keyBias: null,
    out,
  });
  return out;
}

/** `[B·heads, N, M]` → mean over the heads of the last row. */
function lastRowMean(tensor: OrtTensor, { heads }: AttentionSite, data: Float32Array): Float32Array {
  const [queries = 0, keys = 0] = tensor.dims.slice(-2);
  const size = queries * keys;
  const first = data.length - heads * size;
  return Float32Array.from({ length: size }, (_, i) => {
    let sum = 0;
    for (let head = 0; head < heads; head++) sum += data[first + head * size + i] as number;
    return sum / heads;
  });
}

function relativeError(ours: Float32Array, own: Float32Array): number {
  let difference = 0;
  let largest = 0;
  own.forEach((value, i) => {
    difference = Math.max(difference, Math.abs(value - (ours[i] as number)));
    largest = Math.max(largest, value);
  });
  return difference / largest;
}
