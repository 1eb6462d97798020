import { StudioError } from '../../core/errors.ts';
import { halvesToNumbers } from '../../core/half.ts';
import type { StoredTensor } from '../../core/onnx/types.ts';
import type { WeightDifference } from '../../core/weights/weight-differences.ts';
import { toHalves } from '../feeds/to-half.ts';
import { blobBytes, blobOfParts } from '../source/blob-bytes.ts';
import type { NetworkFiles } from './model-package.ts';

/** An fp16 initialiser that a Cast node turns into the weight of this name (`training/onnx_files/initialisers.py`). */
const HALF_SUFFIX = '_f16';
const FLOAT = 1;
const FLOAT16 = 10;

/**
 * The network with the differences in its weights: the same graph, in memory.
 * @param source the file of the differences, for messages
 * @throws StudioError `model-corrupt` where a weight is missing, of another size, or kept elsewhere than in the graph's own file
 */
export async function withDifferences(
  network: NetworkFiles,
  differences: readonly WeightDifference[],
  source: string,
): Promise<NetworkFiles> {
  const { graph, tensors } = network.graph;
  const bytes = new Uint8Array(await blobBytes(network.blob)).slice();
  for (const difference of differences) {
    const name = graph.initialisers.has(difference.name) ? difference.name : `${difference.name}${HALF_SUFFIX}`;
    const stored = graph.initialisers.get(name);
    const place = tensors.get(name);
    if (!stored || !place || place.file !== null || sizeOf(stored) !== difference.size) {
      throw otherNetwork(network.path, source, difference, stored);
    }
    const { offset } = place;
    if (stored.dataType === FLOAT16) {
      const numbers = halvesToNumbers(new Uint16Array(bytes.slice(offset, offset + 2 * difference.size).buffer));
      difference.addTo(numbers);
      bytes.set(new Uint8Array(toHalves(numbers).buffer), offset);
    } else if (stored.dataType === FLOAT) {
      const numbers = new Float32Array(bytes.slice(offset, offset + 4 * difference.size).buffer);
      difference.addTo(numbers);
      bytes.set(new Uint8Array(numbers.buffer), offset);
    } else throw otherNetwork(network.path, source, difference, stored);
  }
  return { ...network, blob: blobOfParts([bytes]) };
}

const sizeOf = ({ dims }: StoredTensor) => dims.reduce((all, one) => all * one, 1);

function otherNetwork(
  path: string,
  source: string,
  { name, size }: WeightDifference,
  found: StoredTensor | undefined,
): StudioError {
  const what = found ? `[${found.dims}] of data type ${found.dataType}` : 'no such weight';
  return new StudioError({
    code: 'model-corrupt',
    message: `Expected ${path} to hold ${name} as ${size} numbers in fp32 or fp16, as ${source} has it; found ${what}. The two are of different models: download both again.`,
    details: { file: source },
  });
}
