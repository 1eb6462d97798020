import { StudioError } from '../errors.ts';
import { halvesToNumbers } from '../half.ts';
import type { SafeTensor, SafeTensors } from './safetensors.ts';

/** What a weight differs by from that of the network that it belongs to. */
export interface WeightDifference {
  /** Of the weight, as its network names it. */
  readonly name: string;
  /** Numbers of the weight. */
  readonly size: number;
  /** Adds the difference to the weight's numbers, row-major. */
  addTo(weight: Float32Array): void;
}

/**
 * Differences as `training/distillation/differences_file.py` writes them: for a matrix `NAME.up` int8 `[outputs, rank]`, `NAME.down` int8
 * `[rank, inputs·kernel]` and `NAME.scale` fp32 `[rank]`, W + Σ_r scale_r · up_r ⊗ down_r (low-rank adaptation, arXiv 2106.09685); for any
 * other weight `NAME.delta` fp16, what is added to it.
 * @throws StudioError `model-corrupt` for tensors that do not belong together
 */
export function readDifferences({ tensors }: SafeTensors, file: string): readonly WeightDifference[] {
  const found: WeightDifference[] = [];
  for (const [name, tensor] of tensors) {
    const dot = name.lastIndexOf('.');
    const weight = name.slice(0, dot);
    const kind = name.slice(dot + 1);
    if (kind === 'delta') found.push(delta(weight, tensor, file));
    else if (kind === 'up') found.push(lowRank(weight, tensor, tensors, file));
    else if (kind !== 'down' && kind !== 'scale') throw mismatch(file, `"${name}", which is none of these`);
  }
  return found;
}

function delta(name: string, { dtype, values }: SafeTensor, file: string): WeightDifference {
  if (dtype !== 'F16') throw mismatch(file, `${name}.delta of dtype ${dtype}`);
  const added = halvesToNumbers(values as Uint16Array);
  return {
    name,
    size: added.length,
    addTo(weight) {
      for (let i = 0; i < weight.length; i++) weight[i] = (weight[i] as number) + (added[i] as number);
    },
  };
}

function lowRank(
  name: string,
  up: SafeTensor,
  tensors: ReadonlyMap<string, SafeTensor>,
  file: string,
): WeightDifference {
  const down = tensors.get(`${name}.down`);
  const scale = tensors.get(`${name}.scale`);
  const [outputs = 0, rank = 0] = up.shape;
  const [downRank = 0, inputs = 0] = down?.shape ?? [];
  const fit = up.dtype === 'I8' && down?.dtype === 'I8' && scale?.dtype === 'F32';
  if (!fit || rank !== downRank || rank !== scale.values.length) {
    throw mismatch(
      file,
      `${name} with up [${up.shape}], down [${down?.shape ?? ''}] and scale [${scale?.shape ?? ''}]`,
    );
  }
  return {
    name,
    size: outputs * inputs,
    addTo(weight) {
      for (let output = 0; output < outputs; output++) {
        const row = weight.subarray(output * inputs, (output + 1) * inputs);
        for (let r = 0; r < rank; r++) {
          const factor = (up.values[output * rank + r] as number) * (scale.values[r] as number);
          const direction = down.values.subarray(r * inputs, (r + 1) * inputs);
          for (let i = 0; i < inputs; i++) row[i] = (row[i] as number) + factor * (direction[i] as number);
        }
      }
    },
  };
}

function mismatch(file: string, found: string): StudioError {
  return new StudioError({
    code: 'model-corrupt',
    message: `Expected ${file} to hold up, down and scale of each matrix and a delta of each other weight; found ${found}. Download it again.`,
    details: { file },
  });
}
