import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-web/wasm';
import { describe, expect, it, test } from 'vitest';
import { readOnnxGraph } from '../../core/onnx/file/read-graph.ts';
import type { OnnxGraph, OnnxNode, StoredTensor, TensorInfo } from '../../core/onnx/types.ts';
import { operatorModel } from './operator-model.testkit.ts';
import { preflight } from './preflight.ts';
import type { MachineFacts } from './preflight-types.ts';

const GPU: MachineFacts = {
  backend: 'webgpu',
  hasShaderF16: true,
  maxBufferBytes: 2 ** 31,
  heapBytes: null,
  quotaBytes: 10e9,
};
const CPU: MachineFacts = { ...GPU, backend: 'wasm', heapBytes: 2 ** 32 };

const node = (op: string, inputs: readonly string[] = ['x'], domain = '', attributes = {}): OnnxNode => ({
  name: `${op}_0`,
  op,
  domain,
  inputs,
  outputs: [`${op}_out`],
  attributes: new Map(Object.entries(attributes)),
  metadata: new Map(),
});
const weight = (name: string, dataType: number, dims: readonly number[]): StoredTensor => ({
  name,
  dataType,
  dims,
  rawData: null,
  values: null,
});
const unetInputs = (batch: number | string): TensorInfo[] => [
  { name: 'sample', dataType: 1, shape: [batch, 4, 64, 64] },
  { name: 'timestep', dataType: 7, shape: [1] },
  { name: 'encoder_hidden_states', dataType: 1, shape: [batch, 77, 768] },
];
const graphOf = (
  nodes: readonly OnnxNode[],
  weights: readonly StoredTensor[] = [],
  { batch = 'batch' as number | string, opset = 17 } = {},
): OnnxGraph => ({
  nodes,
  initialisers: new Map(weights.map((one) => [one.name, one])),
  inputs: unetInputs(batch),
  outputs: [{ name: 'out_sample', dataType: 1, shape: [batch, 4, 64, 64] }],
  opsets: new Map([['', opset]]),
  metadata: new Map(),
});
const NO_KERNEL = /Could not find an implementation|NOT_IMPLEMENTED/;
const picture: TensorInfo = { name: 'x', dataType: 1, shape: [1, 4, 4, 4] };
const rows: TensorInfo = { name: 'x', dataType: 1, shape: [1, 4, 4] };
const vector = (name: string, dataType = 1): TensorInfo => ({ name, dataType, shape: [4] });
const contrib = (op: string, inputs: readonly TensorInfo[], attributes = {}) =>
  [NO_KERNEL, { op, domain: 'com.microsoft', inputs, attributes }] as const;
const norm = { groups: 2, activation: 0, channels_last: 1 };
const power = (base: number) => ({
  op: 'Pow',
  domain: '',
  inputs: [vector('x', base), vector('p', 11)],
  attributes: {},
});
const KERNELS = {
  NhwcConv: contrib('NhwcConv', [picture, { ...picture, name: 'w' }]),
  GroupNorm: contrib('GroupNorm', [picture, vector('a'), vector('b')], norm),
  SkipGroupNorm: contrib('SkipGroupNorm', [picture, vector('a'), vector('b'), { ...picture, name: 's' }], norm),
  BiasSplitGelu: contrib('BiasSplitGelu', [rows, vector('b')]),
  BiasAdd: contrib('BiasAdd', [rows, vector('b'), { ...rows, name: 's' }]),
  'a double power of half-precision numbers': [/^loads$/, power(10)],
  'a double power of floats': [/^loads$/, power(1)],
} as const;
const check = (graph: OnnxGraph, machine = GPU, rest = {}) =>
  preflight({
    networks: [{ role: 'unet', path: 'unet/model.onnx', graph }],
    missing: [],
    downloadBytes: 0,
    machine,
    ...rest,
  });

describe('the bundled model', () => {
  const networks = (['unet', 'text_encoder', 'vae_decoder'] as const).map((role) => {
    const path = `${role}/model.onnx`;
    return { role, path, graph: readOnnxGraph(new Uint8Array(readFileSync(`public/models/emoji-scenes/${path}`))) };
  });
  it.each([
    ['WebGPU', GPU],
    ['WebGPU without shader-f16', { ...GPU, hasShaderF16: false }],
    ['WASM', CPU],
  ])('is fine on %s', (_, machine) => {
    const result = preflight({ networks, missing: [], downloadBytes: 22e6, machine });
    expect(result.findings).toEqual([]);
    expect(result.verdict).toBe('ok');
    expect(result.needs.memoryBytes).toBeGreaterThan(15e6);
  });
});

describe('operators', () => {
  it.each(['NhwcConv', 'GroupNorm', 'SkipGroupNorm'])('%s is impossible everywhere', (op) => {
    for (const machine of [GPU, CPU]) {
      const { verdict, findings } = check(graphOf([node(op, ['x'], 'com.microsoft')]), machine);
      expect(verdict).toBe('impossible');
      expect(findings[0]).toMatchObject({ file: 'unet/model.onnx', level: 'impossible' });
      expect(findings[0]?.message).toContain(`com.microsoft.${op}`);
      expect(findings[0]?.whatToDo).toMatch(/optimise it again with --disable_/);
    }
  });

  it('BiasSplitGelu needs WebGPU', () => {
    const graph = graphOf([node('BiasSplitGelu', ['x'], 'com.microsoft')]);
    expect([check(graph, GPU).verdict, check(graph, CPU).verdict]).toEqual(['ok', 'impossible']);
  });

  it('attention must not be packed', () => {
    const attention = (inputs: readonly string[]) => graphOf([node('MultiHeadAttention', inputs, 'com.microsoft')]);
    expect(check(attention(['q', 'k', 'v'])).verdict).toBe('ok');
    expect(check(attention(['qkv'])).verdict).toBe('impossible');
    expect(check(attention(['q', 'kv'])).verdict).toBe('impossible');
  });

  it('with integers run on the CPU alone, which is said where WebGPU computes the rest', () => {
    const graph = graphOf([node('DynamicQuantizeLinear'), node('MatMulInteger'), node('MatMulInteger')]);
    const { verdict, findings } = check(graph);
    expect(verdict).toBe('warning');
    expect(findings[0]?.message).toMatch(/^3 nodes .*\(DynamicQuantizeLinear, MatMulInteger\).* only the CPU/);
    expect(check(graph, CPU).verdict).toBe('ok');
  });

  it('with weights of two bits are in doubt on WebGPU', () => {
    const packed = (bits: number) => graphOf([node('MatMulNBits', ['x'], 'com.microsoft', { bits })]);
    expect(check(packed(2)).findings[0]?.message).toMatch(/two bits/);
    expect([check(packed(4)).verdict, check(packed(8)).verdict, check(packed(2), CPU).verdict]).toEqual(
      Array(3).fill('ok'),
    );
  });

  it('of unknown domains and old operator sets are impossible', () => {
    expect(check(graphOf([node('Magic', ['x'], 'ai.example')])).findings[0]?.message).toContain('ai.example');
    expect(check(graphOf([node('Relu')], [], { opset: 10 })).verdict).toBe('impossible');
  });

  // The list is only as good as the runtime agrees with it.
  it.each(Object.entries(KERNELS))('%s is as the WASM build of ONNX Runtime says', async (_, [expected, model]) => {
    ort.env.wasm.numThreads = 1;
    const found = await ort.InferenceSession.create(operatorModel(model), { logSeverityLevel: 4 }).then(
      () => 'loads',
      (error: Error) => error.message,
    );
    expect(found).toMatch(expected);
  });
});

describe('precision', () => {
  const half = weight('w', 10, [320, 320]);
  it('half precision needs shader-f16 on WebGPU, and twice the memory on WASM', () => {
    const graph = graphOf([node('MatMul', ['x', 'w'])], [half]);
    expect(check(graph).verdict).toBe('ok');
    expect(check(graph, { ...GPU, hasShaderF16: false }).findings[0]?.message).toContain('shader-f16');
    expect(check(graph, CPU)).toMatchObject({ verdict: 'warning', needs: { memoryBytes: 320 * 320 * 4 } });
  });

  it('a large network keeps its half-precision weights on the CPU', () => {
    const large = weight('w', 10, [30_000, 20_000]);
    const graph = graphOf([node('Cast', ['w'], '', { to: 1 }), node('MatMul', ['x', 'Cast_out'])], [large]);
    expect(check(graph, CPU).needs.memoryBytes).toBe(30_000 * 20_000 * 2);
  });

  it('of a model whose networks are large together all keep their weights', () => {
    const part = (role: 'unet' | 'text_encoder', rows: number) => {
      const graph = graphOf([node('Cast', ['w'], '', { to: 1 })], [weight('w', 10, [rows, 10_000])]);
      return { role, path: `${role}/model.onnx`, graph };
    };
    const needs = (rows: number) =>
      preflight({
        networks: [part('unet', rows), part('text_encoder', 10_000)],
        missing: [],
        downloadBytes: 0,
        machine: CPU,
      }).needs.memoryBytes;
    expect(needs(20_000)).toBe(30_000 * 10_000 * 2);
    expect(needs(1_000)).toBe(11_000 * 10_000 * 4);
  });

  it('half-precision weights that are widened at once need nothing', () => {
    const graph = graphOf([node('Cast', ['w'], '', { to: 1 }), node('MatMul', ['x', 'Cast_out'])], [half]);
    expect(check(graph, { ...GPU, hasShaderF16: false }).verdict).toBe('ok');
  });

  it('double precision is slow on WebGPU, and a double power of half-precision numbers is in doubt', () => {
    const two = weight('two', 11, []);
    const constant = node('Constant', [], '', { value: two });
    const power = (exponent: string) => node('Pow', ['x', exponent]);
    const doubtful = graphOf([constant, power('Constant_out'), node('MatMul', ['x', 'w'])], [half]);
    expect(check(doubtful)).toMatchObject({ verdict: 'warning' });
    expect(check(doubtful).findings[0]?.message).toContain('1 Pow nodes');
    const { verdict, findings } = check(graphOf([power('two')], [two]));
    expect(verdict).toBe('warning');
    expect(findings[0]?.message).not.toContain('Pow');
    expect(check(graphOf([power('two')], [two]), CPU).verdict).toBe('ok');
  });

  it('bfloat16 is impossible', () => {
    expect(check(graphOf([node('Relu')], [weight('w', 16, [4])])).findings[0]?.message).toContain('bfloat16');
  });
});

describe('inputs', () => {
  it('a fixed batch is worth a note', () => {
    for (const batch of [1, 2]) {
      const { verdict, findings } = check(graphOf([node('Relu')], [], { batch }));
      expect(verdict).toBe('ok');
      expect(findings).toMatchObject([{ level: 'note' }]);
    }
  });

  it('that cannot be fed are impossible', () => {
    const graph = graphOf([node('Relu')]);
    const controlled = { ...graph, inputs: [...graph.inputs, { name: 'mid_block', dataType: 1, shape: [1] }] };
    expect(check(controlled).findings[0]).toMatchObject({ level: 'impossible' });
  });
});

describe('room', () => {
  it('a weight larger than a buffer is impossible on WebGPU only', () => {
    const graph = graphOf([node('MatMul', ['x', 'w'])], [weight('w', 1, [2 ** 28])]);
    expect(check(graph, { ...GPU, maxBufferBytes: 2 ** 28 }).findings[0]?.message).toContain('"w"');
    expect(check(graph, CPU).verdict).toBe('ok');
  });

  it('weights above the WebAssembly heap are impossible there and a warning on WebGPU', () => {
    const weights = Array.from({ length: 5 }, (_, i) => weight(`w${i}`, 1, [2 ** 28]));
    const graph = graphOf([node('Relu')], weights);
    expect([check(graph, CPU).verdict, check(graph).verdict]).toEqual(['impossible', 'warning']);
  });

  it('outside of a browser weights have the machine’s memory', () => {
    const graph = graphOf([node('Conv')], [weight('w', 1, [1_000_000_000])]);
    const native = (memoryBytes: number): MachineFacts => ({ ...CPU, backend: 'native', heapBytes: null, memoryBytes });
    expect(check(graph, native(16e9)).verdict).toBe('ok');
    expect(check(graph, native(3e9))).toMatchObject({
      verdict: 'warning',
      findings: [{ message: 'The weights take 4000 MB of memory; this machine has 3000 MB.' }],
    });
  });

  it('a full disk warns, an unknown one does not', () => {
    const graph = graphOf([node('Relu')]);
    expect(check(graph, { ...GPU, quotaBytes: 1e9 }, { downloadBytes: 2e9 })).toMatchObject({
      verdict: 'warning',
      needs: { diskBytes: 2e9 },
    });
    expect(check(graph, { ...GPU, quotaBytes: null }, { downloadBytes: 2e9 }).verdict).toBe('ok');
  });
});

test('missing files come first, and the worst finding decides', () => {
  const result = check(graphOf([node('Relu')], [], { batch: 1 }), GPU, { missing: ['unet/weights.pb'] });
  expect(result.verdict).toBe('impossible');
  expect(result.findings.map(({ level }) => level)).toEqual(['impossible', 'note']);
  expect(result.findings[0]?.file).toBe('unet/weights.pb');
});
