import * as ort from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { DataType } from '../../core/onnx/file/data-types.ts';
import type { CheckTap } from '../../core/onnx/types.ts';
import type { OrtTensor } from '../networks/ort-module.ts';
import { checkMaps } from './check-map.ts';

const TOKENS = 2;
/** One head of width 1: with Q of zeros all probabilities are 1/2. */
const site = {
  path: 'mid.attn1',
  heads: 1,
  headDim: 1,
  scale: 1,
  dataType: DataType.float,
  probabilityDataType: DataType.float,
};
const check = { site, query: 'q', key: 'k', probabilities: 'p' } as CheckTap;

function compare(change: { query?: number; probability?: number }): Promise<void> {
  const tensor = (dims: number[], value: number) =>
    new ort.Tensor('float32', new Float32Array(dims.reduce((all, size) => all * size)).fill(value), dims);
  const outputs = {
    q: tensor([1, TOKENS, 1], change.query ?? 0),
    k: tensor([1, TOKENS, 1], 1),
    p: tensor([1, TOKENS, TOKENS], change.probability ?? 1 / TOKENS),
  };
  return checkMaps([check], outputs as unknown as Record<string, OrtTensor>);
}

it('passes maps that agree, and tells by how much others do not', async () => {
  await expect(compare({})).resolves.toBeUndefined();
  await expect(compare({ probability: 0.25 })).rejects.toMatchObject({
    code: 'self-check-failed',
    message: expect.stringMatching(/found a difference of 1\.00\. Its heads or scale/),
  });
});

it('does not blame how attention was read where it is no number', async () => {
  await expect(compare({ probability: Number.NaN })).rejects.toMatchObject({
    code: 'number-overflow',
    message: expect.stringMatching(/^The model's own attention at mid\.attn1 .*NaN.*fp32/),
  });
  await expect(compare({ query: Number.NaN })).rejects.toMatchObject({
    code: 'number-overflow',
    message: expect.stringMatching(/^Attention at mid\.attn1 .*NaN.*fp32/),
  });
});
