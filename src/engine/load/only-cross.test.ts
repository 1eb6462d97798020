import { expect, it } from 'vitest';
import {
  type AttentionStyle,
  CONTEXT,
  fourAxes,
  linear,
  scaleAfter,
} from '../../core/onnx/testing/attention-models.testkit.ts';
import { defaultTuning } from '../../core/segmentation/tuning-defaults.ts';
import { draw } from '../testing/job.ts';
import { loadLocal } from '../testing/load-local.ts';
import { smallModel } from '../testing/small-model.ts';

const plain = fourAxes(linear, scaleAfter);
/** As diffusers' `only_cross_attention`: the first layer of a block attends to the prompt as well. */
const onlyCross: AttentionStyle = (b, layer) =>
  plain(b, { ...layer, context: 'encoder_hidden_states', width: CONTEXT });

it('a UNet without self-attention draws and masks; its powers are all the same, and the report says so', async () => {
  const model = await loadLocal(smallModel({ style: onlyCross }));
  const { crossSides, selfSides, latentSize, attention } = model.info;
  expect(attention).toMatchObject({ sites: 2, hasSelf: false, untapped: [] });
  expect(attention.notes).toEqual([expect.stringMatching(/no self-attention: .* τ changes nothing/)]);
  expect(defaultTuning(crossSides, selfSides, latentSize, 1)).toMatchObject({ crossSides: [8], selfSide: 8 });
  const { record } = await draw(model, { caption: 'a dog', classIds: [12] });
  const [stack, ...more] = record.stacks;
  expect(more).toEqual([]);
  expect(stack?.selfSide).toBe(8);
  const size = stack!.data.length / 9;
  const [first, last] = [stack!.data.subarray(0, size), stack!.data.subarray(8 * size)];
  expect(last).toEqual(first);
  expect(new Set(first).size).toBeGreaterThan(8);
});
