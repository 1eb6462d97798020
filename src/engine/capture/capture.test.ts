import * as ortNode from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AttentionRecord } from '../../core/attention/types.ts';
import { createNormals } from '../../core/diffusion/noise/normals.ts';
import { halfToNumber } from '../../core/half.ts';
import { readOnnxGraph } from '../../core/onnx/file/read-graph.ts';
import { findAttentionSites } from '../../core/onnx/sites/find-attention-sites.ts';
import { appendFragment, buildTapFragment, type TapOptions } from '../../core/onnx/taps/tap-fragment.ts';
import type { AttentionSite, TapFragment } from '../../core/onnx/types.ts';
import { openAttentionSimd } from '../../gpu/kernels/attention-accumulate/attention-accumulate.simd.ts';
import { startNodeThread } from '../../gpu/simd/node-simd-thread.ts';
import { uploadStorage } from '../../gpu/storage-buffer.ts';
import { countAllocations } from '../../gpu/testing/count-allocations.ts';
import { openDawnDevice, openPlainDevice } from '../../gpu/testing/dawn-device.ts';
import { maxDifference } from '../../gpu/testing/random-array.ts';
import { randomPicture } from '../../gpu/testing/random-picture.ts';
import { planUnet } from '../../models/feeds/plan-inputs.ts';
import { toHalf, toHalves } from '../../models/feeds/to-half.ts';
import { Network } from '../networks/network.ts';
import type { OrtModule, OrtTensor } from '../networks/ort-module.ts';
import type { HiddenStates } from '../networks/text-encoder.ts';
import { Unet } from '../networks/unet.ts';
import { bundledFile } from '../testing/bundled-model.ts';
import { segmentRecord } from '../tuning/segment-record.cpu.ts';
import type { CaptureRun } from './capture.ts';
import { MapsCapture } from './capture-maps.ts';
import { QkCapture } from './capture-qk.ts';

const accumulate = openAttentionSimd(1, startNodeThread);
const STEPS = 2;
const POSITIONS = 32;
const WIDTH = 128;
const RUN: CaptureRun = {
  steps: STEPS,
  latentSide: 32,
  positions: POSITIONS,
  spans: [
    { classId: 8, start: 1, end: 2 },
    { classId: 11, start: 2, end: 4 },
  ],
  isClassToken: Array.from({ length: POSITIONS }, (_, position) => position >= 1 && position < 4),
  selfPower: 1,
};

/** Records of one trajectory, of whose masks at least 99.9 % agree. */
function expectAlike(cpu: AttentionRecord, gpu: AttentionRecord): void {
  const picture = randomPicture(512, 512);
  for (const tau of [0, 2.5, 8]) {
    const tuning = {
      tau,
      alpha: 0.5,
      beta: 0.6,
      crossSides: [16],
      selfSide: 32,
      window: [0, STEPS - 1],
      softmax: 'all',
      presenceGate: false,
    } as const;
    const [a, b] = [segmentRecord(gpu, tuning, picture), segmentRecord(cpu, tuning, picture)];
    const same = a.mask.reduce((count, id, pixel) => count + Number(id === b.mask[pixel]), 0);
    expect(same / a.mask.length).toBeGreaterThanOrEqual(0.999);
    expect(new Set(a.mask).size).toBeGreaterThan(2);
  }
}

/** Range of the first column of A_S⁸·A_C at side 32: the less refinement spreads, the more of it is left. */
function refinedSpread({ stacks, columns }: AttentionRecord): number {
  const stack = stacks.find(({ selfSide }) => selfSide === 32)!;
  const last = 8 * 32 ** 2;
  const values = Array.from({ length: 32 ** 2 }, (_, n) => stack.data[(last + n) * columns.length]!);
  return Math.max(...values) - Math.min(...values);
}

/** @param change of the sites that are tapped */
async function openUnet(
  options: TapOptions,
  change: (site: AttentionSite) => AttentionSite = (site) => site,
): Promise<{ unet: Unet; fragment: TapFragment }> {
  const file = 'unet/model.onnx';
  const model = bundledFile(file);
  const graph = readOnnxGraph(model);
  const fragment = buildTapFragment(graph, findAttentionSites(graph).sites.map(change), options);
  const parts = { bytes: appendFragment(model, fragment), externalData: [] };
  const network = await Network.open(parts, {
    ort: ortNode as unknown as OrtModule,
    file,
    session: {},
    device: null,
  });
  return { unet: new Unet(network, fragment, planUnet(graph)), fragment };
}

describe('capture on the GPU and on the CPU, from the same UNet calls', () => {
  type Way = 'qk' | 'maps' | 'hidden';
  let taps: Record<Way, Record<string, OrtTensor>[]>;
  let fragments: Record<Way, TapFragment>;
  /** What the CPU records of the maps. */
  let recorded: AttentionRecord;

  beforeAll(async () => {
    const draw = createNormals(3);
    const states = (): HiddenStates => ({
      positions: POSITIONS,
      width: WIDTH,
      data: draw(POSITIONS * WIDTH),
      pooled: null,
    });
    const conditions = {
      negative: states(),
      prompt: states(),
      classPrompt: states(),
      isClassToken: RUN.isClassToken,
      guidance: 4,
      timeIds: null,
    };
    const latents = Array.from({ length: STEPS }, () => draw(4 * 32 * 32));
    const [qk, maps] = [await openUnet({ mode: 'qk' }), await openUnet({ mode: 'maps' })];
    // Every other site as if the graph did not show its probabilities.
    const hidden = await openUnet({ mode: 'maps', hiddenMaps: 'from-qk' }, (site) =>
      site.index % 4 === 0 ? { ...site, probabilityTensor: null } : site,
    );
    fragments = { qk: qk.fragment, maps: maps.fragment, hidden: hidden.fragment };
    taps = { qk: [], maps: [], hidden: [] };
    for (const [index, latent] of latents.entries()) {
      const timestep = 900 - 400 * index;
      const queries = fragments.qk.qk.flatMap(({ query, key }) => [query, key]);
      const sums = fragments.maps.maps.map((tap) => tap.output);
      const both = new MapsCapture(hidden.fragment, RUN, accumulate).fetches;
      taps.qk.push((await qk.unet.call(latent, 32, timestep, conditions, queries)).taps);
      taps.maps.push((await maps.unet.call(latent, 32, timestep, conditions, sums)).taps);
      taps.hidden.push((await hidden.unet.call(latent, 32, timestep, conditions, both)).taps);
    }
    const onCpu = new MapsCapture(fragments.maps, RUN);
    for (const [step, outputs] of taps.maps.entries()) await onCpu.add(outputs, step);
    recorded = await onCpu.finish();
  });

  it('agrees in the record and on at least 99.9 % of the mask', async () => {
    const cpu = recorded;
    const { device } = await openDawnDevice();
    const onGpu = new QkCapture(device, fragments.qk, RUN);
    for (const [step, outputs] of taps.qk.entries()) await onGpu.add(onDevice(device, outputs), step);
    const gpu = await onGpu.finish();
    onGpu.dispose();

    expect(gpu.classIds).toEqual(cpu.classIds);
    expect(gpu.columns.length).toBe(cpu.columns.length);
    expectAlike(cpu, gpu);
    // Half the largest side's.
    expect(cpu.edges).toMatchObject({ width: 16, height: 16 });
    expect(Math.max(...cpu.edges!.values)).toBeGreaterThan(0.1);
    expect(maxDifference(gpu.edges!.values, cpu.edges!.values)).toBeLessThan(1e-3);
  });

  it('records the same on the CPU from Q and K where the graph shows no probabilities', async () => {
    const hidden = new MapsCapture(fragments.hidden, RUN, accumulate);
    expect(fragments.hidden.qk.length).toBeGreaterThan(1);
    expect(fragments.hidden.maps.filter(({ kind }) => kind === 'self').length).toBeGreaterThan(0);
    for (const [step, outputs] of taps.hidden.entries()) await hidden.add(outputs, step);
    const [a, b] = [recorded, await hidden.finish()];
    expect(b.columns).toEqual(a.columns);
    b.stacks.forEach(({ selfSide, data }) => {
      const same = a.stacks.find((stack) => stack.selfSide === selfSide)!;
      expect(maxDifference(data, same.data)).toBeLessThan(1e-6);
    });
    expectAlike(a, b);
    expect(() => new MapsCapture(fragments.hidden, RUN)).toThrow('no kernel');
  });

  it('raises A_S alike, and so that refinement spreads less', async () => {
    const run = { ...RUN, selfPower: 2 };
    const onCpu = new MapsCapture(fragments.maps, run);
    for (const [step, outputs] of taps.maps.entries()) await onCpu.add(outputs, step);
    const cpu = await onCpu.finish();
    expect(cpu.edges).toEqual(recorded.edges);

    const { device } = await openDawnDevice();
    const onGpu = new QkCapture(device, fragments.qk, run);
    for (const [step, outputs] of taps.qk.entries()) await onGpu.add(onDevice(device, outputs), step);
    const gpu = await onGpu.finish();
    onGpu.dispose();

    expectAlike(cpu, gpu);
    const [raised, captured] = [refinedSpread(cpu), refinedSpread(recorded)];
    expect(raised).toBeGreaterThan(1.1 * captured);
  });

  it('takes fp16 taps and records what the numbers in them give', async () => {
    const { device } = await openDawnDevice();
    const records = [];
    for (const type of ['float32', 'float16'] as const) {
      const capture = new QkCapture(device, fragments.qk, { ...RUN, steps: 1 });
      await capture.add(onDevice(device, mapTensors(taps.qk[0]!, roundToHalf), type), 0);
      records.push(await capture.finish());
      capture.dispose();
    }
    const [full, half] = records;
    expect(half!.columns).toEqual(full!.columns);
    half!.stacks.forEach(({ data }, index) => {
      expect(maxDifference(data, full!.stacks[index]!.data)).toBeLessThan(1e-6);
    });
  });

  it('refuses taps of other types', async () => {
    const { device } = await openDawnDevice();
    const capture = new QkCapture(device, fragments.qk, RUN);
    const outputs = onDevice(device, taps.qk[0]!);
    const { key } = fragments.qk.qk[0]!;
    outputs[key] = { ...outputs[key], type: 'float16' } as OrtTensor;
    await expect(capture.add(outputs, 0)).rejects.toMatchObject({
      code: 'model-unsupported',
      message: expect.stringContaining('Q as float32 and K as float16'),
    });
    capture.dispose();
  });

  it('holds one map a self side and small cross maps on the GPU, and nothing per head', async () => {
    const { device } = await openDawnDevice();
    const allocated = countAllocations(device);
    const capture = new QkCapture(device, fragments.qk, RUN);
    const sites = fragments.qk.qk.map(({ site }) => site);
    const tokensOf = (kind: 'self' | 'cross') => [
      ...new Set(sites.filter((site) => site.kind === kind).map(({ downscale }) => (32 / downscale) ** 2)),
    ];
    const selfBytes = tokensOf('self').reduce((sum, tokens) => sum + 4 * tokens * tokens, 0);
    // Two steps make two parts of the trajectory; the softmax goes over all positions and over class tokens.
    const crossBytes = tokensOf('cross').reduce((sum, tokens) => sum + 4 * tokens * POSITIONS * 2 * 2, 0);
    expect(allocated.bytes).toBe(selfBytes + crossBytes + 4 * POSITIONS);

    const tensors = taps.qk.map((outputs) => onDevice(device, outputs));
    allocated.bytes = 0;
    for (const [step, outputs] of tensors.entries()) await capture.add(outputs, step);
    // Row maxima and sums of one site, and one uniform a dispatch; a single map per head would be megabytes.
    const statsBytes = Math.max(...sites.map(({ heads, downscale }) => 8 * heads * (32 / downscale) ** 2));
    expect(allocated.bytes).toBeGreaterThan(0);
    expect(allocated.bytes).toBeLessThanOrEqual(2 * statsBytes + 48 * 3 * sites.length);
    capture.dispose();
  });

  it('refuses a side whose map is larger than the device’s buffers', async () => {
    const device = await openPlainDevice();
    expect(() => new QkCapture(device, fragments.qk, { ...RUN, latentSide: 96 })).toThrow(
      /A_S at side 96 takes 339738624 bytes, a buffer at most 134217728/,
    );
  });

  it('refuses a capture whose self-attention rows do not sum to 1', async () => {
    const capture = new MapsCapture(fragments.maps, RUN);
    const self = fragments.maps.maps.find(({ kind }) => kind === 'self');
    for (const [step, outputs] of taps.maps.entries()) {
      const broken = new ortNode.Tensor(
        'float32',
        (outputs[self!.output]!.data as Float32Array).map((value) => value * 1.001),
        outputs[self!.output]!.dims,
      );
      await capture.add({ ...outputs, [self!.output]: broken as unknown as OrtTensor }, step);
    }
    await expect(capture.finish()).rejects.toMatchObject({ code: 'self-check-failed' });
  });
});

/** The tensors as ONNX Runtime's WebGPU provider would hand them over: in GPU buffers larger than themselves. */
function onDevice(
  device: GPUDevice,
  outputs: Record<string, OrtTensor>,
  type: 'float32' | 'float16' = 'float32',
): Record<string, OrtTensor> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, tensor]) => {
      const data = tensor.data as Float32Array;
      const padded = new Float32Array(data.length + 1024).fill(Number.NaN);
      padded.set(data);
      const words = type === 'float32' ? padded : new Uint32Array(toHalves(padded).buffer);
      const gpuBuffer = uploadStorage(device, name, words).buffer;
      return [name, { type, dims: tensor.dims, gpuBuffer } as unknown as OrtTensor];
    }),
  );
}

function mapTensors(outputs: Record<string, OrtTensor>, change: (value: number) => number): Record<string, OrtTensor> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { dims, data }]) => {
      const changed = Float32Array.from(data as Float32Array, change);
      return [name, { type: 'float32', dims, data: changed } as unknown as OrtTensor];
    }),
  );
}

const roundToHalf = (value: number) => halfToNumber(toHalf(value));
