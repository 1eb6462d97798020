import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { halfToNumber, halvesToNumbers } from '../../core/half.ts';
import type { ModelIo, TensorInfo } from '../../core/onnx/types.ts';
import { type ModelIos, planModelInputs } from './plan-inputs.ts';
import { toHalf, toHalves } from './to-half.ts';
import { feed, guidanceEmbedding, sdxlTimeIds, unetFeeds } from './unet-feeds.ts';

const [FLOAT, INT32, INT64, HALF] = [1, 6, 7, 10];
const tensor = (name: string, dataType: number, shape: TensorInfo['shape']): TensorInfo => ({ name, dataType, shape });
const unet = (timestep: TensorInfo, batch: number | string = 'batch', dataType = FLOAT, width = 768): ModelIo => ({
  inputs: [
    tensor('sample', dataType, [batch, 4, 64, 64]),
    timestep,
    tensor('encoder_hidden_states', dataType, [batch, 77, width]),
  ],
  outputs: [tensor('out_sample', dataType, [batch, 4, 64, 64])],
});
const model = (unetIo: ModelIo, ids = INT64): ModelIos => ({
  unet: unetIo,
  textEncoders: [
    {
      inputs: [tensor('input_ids', ids, ['batch', 77])],
      outputs: [tensor('last_hidden_state', FLOAT, ['batch', 77, 768]), tensor('pooler_output', FLOAT, ['batch', 768])],
    },
  ],
  decoder: {
    inputs: [tensor('latent_sample', FLOAT, ['batch', 4, 'h', 'w'])],
    outputs: [tensor('sample', FLOAT, ['batch', 3, 'H', 'W'])],
  },
});
const row = { hiddenStates: new Float32Array(77 * 768).fill(0.5) };
const call = {
  latent: new Float32Array(4 * 64 * 64).fill(1.5),
  latentDims: [4, 64, 64] as const,
  timestep: 999,
  guidance: 8,
  timeIds: null,
};

describe('timestep', () => {
  it.each([
    ['scalar int64', tensor('timestep', INT64, []), 'batch', [], 'int64'],
    ['int64 [1]', tensor('timestep', INT64, [1]), 'batch', [1], 'int64'],
    ['int64 [2] of a fixed batch', tensor('timestep', INT64, [2]), 2, [2], 'int64'],
    ['fp32, free', tensor('timestep', FLOAT, ['steps']), 'batch', [1], 'float32'],
    ['fp16 of the batch', tensor('timestep', HALF, ['batch']), 'batch', [2], 'float16'],
  ])('%s', (_, timestep, batch, dims, type) => {
    const plan = planModelInputs(model(unet(timestep, batch))).unet;
    const made = unetFeeds(plan, { ...call, rows: [row, row] }).find(({ name }) => name === 'timestep')!;
    expect([made.dims, made.type]).toEqual([dims, type]);
    const value = made.type === 'float16' ? halfToNumber(Number(made.data[0])) : Number(made.data[0]);
    expect(value).toBe(999);
    expect(made.data).toHaveLength(dims[0] ?? 1);
  });

  it('of another number than the rows is refused', () => {
    expect(() => planModelInputs(model(unet(tensor('timestep', INT64, [4]), 2)))).toThrow(/wants 4 timesteps/);
  });
});

describe('batch', () => {
  const timestep = tensor('timestep', INT64, [1]);
  it.each([
    [1, 1, 'separate'],
    [2, 2, 'together'],
    ['batch', null, 'together'],
  ] as const)('%s', (size, batch, guidance) => {
    expect(planModelInputs(model(unet(timestep, size))).unet).toMatchObject({ batch, guidance });
  });

  it('of four is refused, and rows that do not fill a fixed batch are a bug', () => {
    expect(() => planModelInputs(model(unet(timestep, 4)))).toThrow(/4 rows/);
    const plan = planModelInputs(model(unet(timestep, 2))).unet;
    expect(() => unetFeeds(plan, { ...call, rows: [row] })).toThrow(/wants 2 rows, found 1/);
  });
});

test('half precision in and out, ids of both kinds', () => {
  const plan = planModelInputs(model(unet(tensor('timestep', HALF, [1]), 1, HALF), INT32));
  const [sample] = unetFeeds(plan.unet, { ...call, rows: [row] });
  expect(sample).toMatchObject({ type: 'float16', dims: [1, 4, 64, 64] });
  expect(halfToNumber(Number(sample!.data[7]))).toBe(1.5);
  expect(plan.unet.output.type).toBe('float16');
  const ids = plan.textEncoders[0]!.ids;
  expect(feed(ids, [49406, 320], [1, 2]).data).toEqual(Int32Array.of(49406, 320));
});

test('LCM gets the embedding of its guidance', () => {
  const io = unet(tensor('timestep', FLOAT, [1]));
  const plan = planModelInputs(
    model({ ...io, inputs: [...io.inputs, tensor('timestep_cond', FLOAT, ['batch', 256])] }),
  ).unet;
  const cond = unetFeeds(plan, { ...call, rows: [row] }).at(-1)!;
  expect(cond).toMatchObject({ name: 'timestep_cond', dims: [1, 256] });
  // w = 7: the first frequency is 1, the last 1/10000.
  expect(Number(cond.data[0])).toBeCloseTo(Math.sin(7000), 4);
  expect(Number(cond.data[255])).toBeCloseTo(Math.cos(0.7), 5);
  expect([...guidanceEmbedding(0, 4)]).toEqual([0, 0, 1, 1]);
});

test('SDXL gets pooled embeddings and sizes, and its two encoders must add up', () => {
  const io = unet(tensor('timestep', INT64, []), 'batch', FLOAT, 2048);
  const extra = [tensor('text_embeds', FLOAT, ['batch', 1280]), tensor('time_ids', FLOAT, ['batch', 6])];
  const [clip] = model(io).textEncoders;
  const big: ModelIo = {
    inputs: clip!.inputs,
    outputs: [tensor('text_embeds', FLOAT, ['batch', 1280]), tensor('last_hidden_state', FLOAT, ['batch', 77, 1280])],
  };
  const sdxl = { ...model({ ...io, inputs: [...io.inputs, ...extra] }), textEncoders: [clip!, big] };
  const plan = planModelInputs(sdxl);
  expect(plan.textEncoders[1]?.pooled?.name).toBe('text_embeds');
  const hiddenStates = new Float32Array(77 * 2048);
  const feeds = unetFeeds(plan.unet, {
    ...call,
    rows: [0.25, 0.5].map((value) => ({ hiddenStates, textEmbeds: new Float32Array(1280).fill(value) })),
    timeIds: sdxlTimeIds(1024, 768),
  });
  expect(feeds.map(({ name, dims }) => [name, dims])).toEqual([
    ['sample', [2, 4, 64, 64]],
    ['timestep', []],
    ['encoder_hidden_states', [2, 77, 2048]],
    ['text_embeds', [2, 1280]],
    ['time_ids', [2, 6]],
  ]);
  expect([feeds[3]!.data[0], feeds[3]!.data[1280]]).toEqual([0.25, 0.5]);
  expect([...feeds[4]!.data].slice(6)).toEqual([1024, 768, 0, 0, 1024, 768]);
  expect(() => planModelInputs({ ...sdxl, textEncoders: [clip!] })).toThrow(/2048 wide.*768 wide/);
});

test('SDXL reads the states before the last layer where an export puts out all of them', () => {
  const layers = [0, 1, 10, 11, 12].map((layer) => tensor(`hidden_states.${layer}`, FLOAT, ['batch', 77, 768]));
  const io = unet(tensor('timestep', INT64, []));
  const [clip] = model(io).textEncoders;
  const encoder: ModelIo = { inputs: clip!.inputs, outputs: [...clip!.outputs, ...layers] };
  const wide = unet(tensor('timestep', INT64, []), 'batch', FLOAT, 1536);
  const planned = (textEncoders: ModelIo[], unetIo: ModelIo) =>
    planModelInputs({ ...model(unetIo), textEncoders }).textEncoders.map(({ hiddenStates }) => hiddenStates.name);
  expect(planned([encoder, encoder], wide)).toEqual(['hidden_states.11', 'hidden_states.11']);
  expect(planned([encoder], io)).toEqual(['last_hidden_state']);
});

test('states of the last layer are taken where an encoder has them alone, and a pooled vector alone is refused in words', () => {
  const io = unet(tensor('timestep', INT64, []));
  const [clip] = model(io).textEncoders;
  const withOutputs = (outputs: ModelIo['outputs']) =>
    planModelInputs({ ...model(io), textEncoders: [{ inputs: clip!.inputs, outputs }] }).textEncoders[0]!.hiddenStates;
  const pooled = tensor('pooler_output', FLOAT, ['batch', 768]);
  for (const mark of ['.', '_']) {
    const layers = [0, 2, 12, 11].map((layer) => tensor(`hidden_states${mark}${layer}`, FLOAT, ['batch', 77, 768]));
    expect(withOutputs([pooled, ...layers]).name).toBe(`hidden_states${mark}12`);
  }
  expect(() => withOutputs([pooled])).toThrow(/one vector for the whole prompt \(pooler_output\).*last_hidden_state/);
});

test('what is no Stable Diffusion says what it has', () => {
  const io = unet(tensor('timestep', INT64, [1]));
  const controlled = { ...io, inputs: [...io.inputs, tensor('controlnet_cond', FLOAT, ['batch', 3, 512, 512])] };
  expect(() => planModelInputs(model(controlled))).toThrow(/This is a ControlNet, not a UNet/);
  expect(() => planModelInputs(model({ ...io, inputs: io.inputs.slice(1) }))).toThrow(/lacks sample.*timestep \[1\]/);
  expect(() => planModelInputs(model(io, FLOAT))).toThrow(/ids as float32/);
});

describe('half precision', () => {
  it('keeps every half as it is', () => {
    for (let bits = 0; bits < 0x10000; bits++) {
      const value = halfToNumber(bits);
      if (!Number.isNaN(value)) expect(toHalf(value)).toBe(bits);
    }
    expect(halfToNumber(toHalf(Number.NaN))).toBeNaN();
  });

  it('does with lists what it does with numbers', () => {
    const all = Uint16Array.from({ length: 0x10000 }, (_, bits) => bits);
    expect(halvesToNumbers(all)).toEqual(Float32Array.from(all, halfToNumber));
    const values = Float32Array.from({ length: 1000 }, (_, i) => (i - 500) / 7);
    expect(toHalves(values)).toEqual(Uint16Array.from(values, toHalf));
  });

  it('rounds to the nearest, ties to even', () => {
    fc.assert(
      fc.property(fc.float({ min: -65504, max: 65504, noNaN: true }), (value) => {
        const bits = toHalf(value);
        const error = Math.abs(halfToNumber(bits) - value);
        for (const other of [bits - 1, bits + 1]) {
          if ((other & 0x7fff) > 0x7c00 || other < 0 || (other & 0x8000) !== (bits & 0x8000)) continue;
          expect(error).toBeLessThanOrEqual(Math.abs(halfToNumber(other) - value));
        }
      }),
    );
    expect(toHalf(1 + 2 ** -11)).toBe(0x3c00);
    expect(toHalf(1 + 3 * 2 ** -11)).toBe(0x3c02);
    expect(toHalf(65520)).toBe(0x7c00);
    expect(toHalf(-1e9)).toBe(0xfc00);
  });
});
