import { addInPlace } from '../../../../src/engine/capture/add-in-place.ts';

/** Mean of arrays of one length; a single one is given back as it is. */
export function meanOf(arrays: readonly Float32Array[]): Float32Array {
  const [first] = arrays;
  if (!first) throw new Error('Nothing to average');
  if (arrays.length === 1) return first;
  const mean = first.slice();
  for (const array of arrays.slice(1)) addInPlace(mean, array);
  for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] as number) / arrays.length;
  return mean;
}
