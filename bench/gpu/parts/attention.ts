import { halvesToNumbers } from '../../../src/core/half.ts';
import { accumulateAttentionCpu } from '../../../src/gpu/kernels/attention-accumulate/attention-accumulate.cpu.ts';
import {
  type QkType,
  recordAttentionAccumulate,
} from '../../../src/gpu/kernels/attention-accumulate/attention-accumulate.gpu.ts';
import { createStorage, readStorage, uploadStorage } from '../../../src/gpu/storage-buffer.ts';
import { maxDifference } from '../../../src/gpu/testing/random-array.ts';
import { toHalves } from '../../../src/models/feeds/to-half.ts';
import { type AttentionShape, materialisedAttention } from '../../peers/attention-models.ts';
import { randomFeatures } from '../../peers/attention-sizes.ts';
import { median, timeRuns } from '../../peers/timing.ts';
import { openDevice } from '../dawn.ts';
import { timeOnGpu } from '../gpu-timer.ts';
import { loadNodeOrt } from '../node-ort.ts';
import type { Part } from '../part.ts';
import { all, within } from '../verdict.ts';

const PEER_RUNS = 5;
const ROWS = 2;
/** Of a map whose values lie around 1e-3 and less. */
const ALLOWED = 1e-7;

const SIZES: readonly AttentionShape[] = [
  { tokens: 1024, heads: 8, headDim: 80 },
  { tokens: 1024, heads: 10, headDim: 64 },
  { tokens: 4096, heads: 8, headDim: 40 },
  { tokens: 4096, heads: 5, headDim: 64 },
  { tokens: 4096, heads: 10, headDim: 64 },
];
const SMALL_SIZES: readonly AttentionShape[] = [
  { tokens: 256, heads: 2, headDim: 40 },
  { tokens: 1024, heads: 1, headDim: 16 },
];

/** Self-attention's head-averaged map: rows against the twin, times, and ONNX Runtime's way with all heads at once. */
export const attention: Part = async ({ emit, small, runtimeFolder }) => {
  const { device } = await openDevice(runtimeFolder);
  const sizes = small ? SMALL_SIZES : SIZES;
  const differences: number[] = [];
  let failedPeers = 0;
  const featuresOf = ({ tokens, heads, headDim }: AttentionShape) =>
    [randomFeatures(tokens * heads * headDim, 1), randomFeatures(tokens * heads * headDim, 2)] as const;
  for (const shape of sizes) {
    const { tokens, heads, headDim } = shape;
    const features = featuresOf(shape);
    for (const qkType of ['float32', 'float16'] as const) {
      const own = await timeOwn(device, shape, qkType, features);
      differences.push(own.difference);
      // Both passes form every dot product.
      const flops = 4 * tokens ** 2 * heads * headDim;
      emit({ row: 'attention', ...shape, qkType, ...own, gflopPerS: flops / (own.gpuMs ?? own.wallMs) / 1e6 });
    }
  }
  const ort = await loadNodeOrt(runtimeFolder, { isTimed: !small });
  for (const shape of sizes) {
    const features = featuresOf(shape);
    const scoreBytes = 4 * shape.heads * shape.tokens ** 2;
    const most = Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize);
    if (scoreBytes > most) {
      emit({ row: 'attention-peer', ...shape, leftOut: `scores take ${scoreBytes} bytes, a buffer holds ${most}` });
      continue;
    }
    try {
      emit({
        row: 'attention-peer',
        ...shape,
        peerMs: await timePeer(ort, device, shape, features, small ? 1 : PEER_RUNS),
      });
    } catch (error) {
      failedPeers++;
      emit({ row: 'attention-peer', ...shape, error: String(error) });
    }
  }
  const peers = `ONNX Runtime failed at ${failedPeers} of ${sizes.length} sizes`;
  return all(within('maps like the twin', differences, ALLOWED), { ok: failedPeers === 0, says: peers });
};

async function timeOwn(
  device: GPUDevice,
  shape: AttentionShape,
  qkType: QkType,
  [qData, kData]: readonly [Float32Array, Float32Array],
) {
  const { tokens, heads, headDim } = shape;
  const isHalf = qkType === 'float16';
  const upload = (data: Float32Array) => {
    const slice = uploadStorage(device, 'features', isHalf ? new Uint32Array(toHalves(data).buffer) : data);
    return { ...slice, count: data.length };
  };
  const [q, k] = [upload(qData), upload(kData)];
  const out = createStorage(device, 'map', tokens ** 2);
  const size = { ...shape, queries: tokens, keys: tokens, scale: headDim ** -0.5, keyBias: null, weight: 1 };
  const record = (encoder: GPUCommandEncoder) =>
    recordAttentionAccumulate(device, encoder, { ...size, qkType, q, k, out });
  const encoder = device.createCommandEncoder();
  await record(encoder);
  device.queue.submit([encoder.finish()]);
  const [bytes] = await readStorage(device, [out]);
  const map = new Float32Array(bytes as ArrayBuffer);
  const rounded = (data: Float32Array) => (isHalf ? halvesToNumbers(toHalves(data)) : data);
  const [qTwin, kTwin] = [rounded(qData), rounded(kData)];
  let difference = 0;
  for (const first of [0, tokens >> 1, tokens - ROWS]) {
    const rows = new Float32Array(ROWS * tokens);
    const qOffset = first * heads * headDim;
    accumulateAttentionCpu({ ...size, queries: ROWS, q: qTwin, qOffset, k: kTwin, kOffset: 0, out: rows });
    const found = map.subarray(first * tokens, (first + ROWS) * tokens);
    difference = Math.max(difference, maxDifference(found, rows));
  }
  const time = await timeOnGpu(device, record);
  for (const { buffer } of [q, k, out]) buffer.destroy();
  return { ...time, difference };
}

async function timePeer(
  ort: Awaited<ReturnType<typeof loadNodeOrt>>,
  device: GPUDevice,
  shape: AttentionShape,
  [qData, kData]: readonly [Float32Array, Float32Array],
  runs: number,
): Promise<number> {
  const { tokens, heads, headDim } = shape;
  const { bytes, output } = materialisedAttention(shape);
  const session = await ort.InferenceSession.create(bytes, {
    executionProviders: [{ name: 'webgpu', device }],
    preferredOutputLocation: 'gpu-buffer',
  });
  const [q, k, out] = [
    uploadStorage(device, 'Q', qData),
    uploadStorage(device, 'K', kData),
    createStorage(device, 'peer', tokens ** 2),
  ];
  const onDevice = (buffer: GPUBuffer, dims: readonly number[]) =>
    ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims });
  const dims = [1, tokens, heads * headDim];
  const feeds = { Q: onDevice(q.buffer, dims), K: onDevice(k.buffer, dims) };
  const times = await timeRuns(runs, async () => {
    await session.run(feeds, { [output]: onDevice(out.buffer, [tokens, tokens]) });
    await device.queue.onSubmittedWorkDone();
  });
  await session.release();
  for (const { buffer } of [q, k, out]) buffer.destroy();
  return median(times);
}
