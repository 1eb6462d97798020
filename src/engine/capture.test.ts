import * as ortNode from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { createNormals } from '../core/diffusion/normals.ts';
import { findAttentionSites } from '../core/onnx/find-attention-sites.ts';
import { readOnnxGraph } from '../core/onnx/read-graph.ts';
import { appendFragment, buildTapFragment } from '../core/onnx/tap-fragment.ts';
import type { TapFragment } from '../core/onnx/types.ts';
import { segmentRecord } from '../gpu/segment-record.cpu.ts';
import { uploadStorage } from '../gpu/storage-buffer.ts';
import { openDawnDevice } from '../gpu/testing/dawn-device.ts';
import type { CaptureRun } from './capture.ts';
import { MapsCapture } from './capture-maps.ts';
import { QkCapture } from './capture-qk.ts';
import { Network } from './network.ts';
import type { OrtModule, OrtTensor } from './ort-module.ts';
import { bundledFolder } from './testing/bundled-model.ts';
import type { HiddenStates } from './text-encoder.ts';
import { Unet } from './unet.ts';

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
};

async function openUnet(mode: 'qk' | 'maps'): Promise<{ unet: Unet; fragment: TapFragment }> {
  const file = 'unet/model.onnx';
  const model = bundledFolder().bytes(file);
  const graph = readOnnxGraph(model);
  const fragment = buildTapFragment(graph, findAttentionSites(graph).sites, { mode });
  const network = await Network.open({
    ort: ortNode as unknown as OrtModule,
    file,
    bytes: appendFragment(model, fragment),
    session: {},
    device: null,
  });
  return { unet: new Unet(network, fragment), fragment };
}

describe('capture on the GPU and on the CPU, from the same UNet calls', () => {
  let taps: { qk: Record<string, OrtTensor>[]; maps: Record<string, OrtTensor>[] };
  let fragments: { qk: TapFragment; maps: TapFragment };

  beforeAll(async () => {
    const draw = createNormals(3);
    const states = (): HiddenStates => ({ positions: POSITIONS, width: WIDTH, data: draw(POSITIONS * WIDTH) });
    const conditions = { negative: states(), prompt: states(), classPrompt: states(), isClassToken: RUN.isClassToken };
    const latents = Array.from({ length: STEPS }, () => draw(4 * 32 * 32));
    const [qk, maps] = [await openUnet('qk'), await openUnet('maps')];
    fragments = { qk: qk.fragment, maps: maps.fragment };
    taps = { qk: [], maps: [] };
    for (const [index, latent] of latents.entries()) {
      const timestep = 900 - 400 * index;
      const queries = fragments.qk.qk.flatMap(({ query, key }) => [query, key]);
      const sums = fragments.maps.maps.map((tap) => tap.output);
      taps.qk.push((await qk.unet.call(latent, 32, timestep, conditions, queries)).taps);
      taps.maps.push((await maps.unet.call(latent, 32, timestep, conditions, sums)).taps);
    }
  });

  it('agrees in the record and on at least 99.9 % of the mask', async () => {
    const onCpu = new MapsCapture(fragments.maps, RUN);
    for (const [step, outputs] of taps.maps.entries()) await onCpu.add(outputs, step);
    const cpu = await onCpu.finish();

    const { device } = await openDawnDevice();
    const onGpu = new QkCapture(device, fragments.qk, RUN);
    for (const [step, outputs] of taps.qk.entries()) await onGpu.add(onDevice(device, outputs), step);
    const gpu = await onGpu.finish();
    onGpu.dispose();

    expect(gpu.classIds).toEqual(cpu.classIds);
    expect(gpu.columns.length).toBe(cpu.columns.length);
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
      const [a, b] = [segmentRecord(gpu, tuning, 512, 512), segmentRecord(cpu, tuning, 512, 512)];
      const same = a.mask.reduce((count, id, pixel) => count + Number(id === b.mask[pixel]), 0);
      expect(same / a.mask.length).toBeGreaterThanOrEqual(0.999);
      expect(new Set(a.mask).size).toBeGreaterThan(2);
    }
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
function onDevice(device: GPUDevice, outputs: Record<string, OrtTensor>): Record<string, OrtTensor> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, tensor]) => {
      const data = tensor.data as Float32Array;
      const padded = new Float32Array(data.length + 1024).fill(Number.NaN);
      padded.set(data);
      const gpuBuffer = uploadStorage(device, name, padded).buffer;
      return [name, { type: 'float32', dims: tensor.dims, gpuBuffer } as unknown as OrtTensor];
    }),
  );
}
