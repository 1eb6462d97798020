import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { fourthPowerModel } from './matrix-power-model.ts';

test('the peer model computes A·A·A·A·C', async () => {
  const session = await ort.InferenceSession.create(fourthPowerModel(2, 1));
  const { R } = await session.run({
    A: new ort.Tensor('float32', Float32Array.of(1, 1, 0, 1), [2, 2]),
    C: new ort.Tensor('float32', Float32Array.of(2, 3), [2, 1]),
  });
  // A⁴ = [[1,4],[0,1]]
  expect(Array.from(R!.data as Float32Array)).toEqual([14, 3]);
});
