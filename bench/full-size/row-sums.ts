import type { MapTap } from '../../src/core/onnx/types.ts';
import { output } from '../../src/engine/networks/network.ts';
import type { OrtTensor } from '../../src/engine/networks/ort-module.ts';
import { floats } from '../../src/engine/networks/tensor-numbers.ts';

/** The largest |Σ row / sites − 1| of all maps; each row of a map sums to the number of its sites. */
export function worstRowSum(maps: readonly MapTap[], outputs: Record<string, OrtTensor>): number {
  let worst = 0;
  for (const { output: name, siteCount } of maps) {
    const tensor = output(outputs, name);
    const values = floats(tensor);
    const width = tensor.dims.at(-1) ?? 1;
    for (let start = 0; start < values.length; start += width) {
      const sum = values.subarray(start, start + width).reduce((total, value) => total + value, 0);
      worst = Math.max(worst, Math.abs(sum / siteCount - 1));
    }
  }
  return worst;
}
