import type { LoadedModel } from '../../src/engine/load/load-model.ts';
import { floats } from '../../src/engine/networks/tensor-numbers.ts';

/**
 * The same model, whose captures also hand on A_S of one side, which records do not keep.
 *
 * @param onMap gets fp32 `[N,N]`, N = side², of each tap of each call
 */
export function watchSelf(model: LoadedModel, side: number, onMap: (map: Float32Array) => void): LoadedModel {
  const tokens = side * side;
  return {
    ...model,
    createCapture(run) {
      const capture = model.createCapture(run);
      const add = capture.add.bind(capture);
      capture.add = (taps, index) => {
        for (const tap of Object.values(taps)) {
          if (tap.dims.length === 2 && tap.dims[0] === tokens && tap.dims[1] === tokens) onMap(floats(tap));
        }
        return add(taps, index);
      };
      return capture;
    },
  };
}
