import { expect, it, vi } from 'vitest';
import { multiHeadOperator } from '../../core/onnx/testing/attention-models.testkit.ts';
import { openAttentionSimd } from '../../gpu/kernels/attention-accumulate/attention-accumulate.simd.ts';
import { startNodeThread } from '../../gpu/simd/node-simd-thread.ts';
import { maxDifference } from '../../gpu/testing/random-array.ts';
import { draw } from '../testing/job.ts';
import { loadLocal } from '../testing/load-local.ts';
import { smallModel } from '../testing/small-model.ts';

const SHORT = { caption: 'a dog', classIds: [12] };

it('a model that hides its self-attention gives the same record by the kernel as in the graph', async () => {
  const accumulate = vi.fn(openAttentionSimd(1, startNodeThread)!);
  const files = smallModel({ style: multiHeadOperator });
  const inGraph = await draw(await loadLocal(files, { openAttention: async () => null }), SHORT);
  const byKernel = await draw(await loadLocal(files, { openAttention: async () => accumulate }), SHORT);
  // One self site in each of three steps.
  expect(accumulate).toHaveBeenCalledTimes(3);
  expect(byKernel.record.columns).toEqual(inGraph.record.columns);
  byKernel.record.stacks.forEach(({ data }, index) => {
    expect(maxDifference(data, inGraph.record.stacks[index]!.data)).toBeLessThan(1e-6);
  });
});

it('a model that shows its probabilities does without the kernel and its threads', async () => {
  const openAttention = vi.fn(async () => null);
  await draw(await loadLocal(smallModel(), { openAttention }), { ...SHORT, steps: 1 });
  expect(openAttention).not.toHaveBeenCalled();
});
