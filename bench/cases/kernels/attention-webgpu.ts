import { loadOrt } from '../../../src/engine/browser/load-ort.ts';
import type { OrtModule } from '../../../src/engine/networks/ort-module.ts';
import { requestStudioDevice } from '../../../src/gpu/device.ts';
import { recordAttentionAccumulate } from '../../../src/gpu/kernels/attention-accumulate/attention-accumulate.gpu.ts';
import { createStorage, readStorage, uploadStorage } from '../../../src/gpu/storage-buffer.ts';
import { largestSubgroup } from '../../../src/gpu/subgroups.ts';
import type { TensorSlice } from '../../../src/gpu/tensor-slice.ts';
import { countAllocations } from '../../../src/gpu/testing/count-allocations.ts';
import { type AttentionShape, materialisedAttention } from '../../peers/attention-models.ts';
import { type Contest, measureSizes, randomFeatures, requireEqual } from '../../peers/attention-sizes.ts';

const BUDGET_MS = 200_000;

/**
 * Our WGSL kernel for the head-averaged map of one self-attention against ONNX Runtime's WebGPU provider with all heads at
 * once, both on one device with Q, K and the map on it. A time is submission to completion of the queue; bytes are those of
 * the GPU buffers that each makes for itself, on a fresh device a size.
 * @throws Error when results differ.
 */
export async function run(): Promise<Record<string, unknown>> {
  const { ort } = await loadOrt('webgpu');
  const { device, adapterInfo } = await requestStudioDevice(navigator.gpu);
  const subgroup = largestSubgroup(device);
  device.destroy();
  const sizes = await measureSizes(BUDGET_MS, (shape) => openContest(ort, shape));
  return { sizes, adapter: adapterInfo.name, largestSubgroup: subgroup };
}

async function openContest(ort: OrtModule, shape: AttentionShape): Promise<Contest> {
  const { tokens, heads, headDim } = shape;
  const { device } = await requestStudioDevice(navigator.gpu);
  const length = tokens * heads * headDim;
  const q = uploadStorage(device, 'Q', randomFeatures(length, 1));
  const k = uploadStorage(device, 'K', randomFeatures(length, 2));

  const counted = countAllocations(device);
  const scoreBytes = 4 * heads * tokens * tokens;
  const largest = Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize);
  const peer = scoreBytes <= largest ? await openPeer(ort, device, shape, q, k) : null;
  const openBytes = counted.bytes;
  const out = createStorage(device, 'map', tokens * tokens);
  const common = { ...shape, queries: tokens, keys: tokens, scale: headDim ** -0.5, keyBias: null } as const;
  let ownRuns = 0;
  let ownBytes = 0;
  let peerBytes = 0;
  const own = async () => {
    const encoder = device.createCommandEncoder();
    await recordAttentionAccumulate(device, encoder, { ...common, qkType: 'float32', q, k, out, weight: 1 });
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    ownRuns++;
    ownBytes = counted.bytes - openBytes;
  };
  const runPeer = async () => {
    await peer?.run();
    peerBytes = counted.bytes - ownBytes;
  };
  return {
    own: { run: own, bytes: () => ownBytes },
    peer: peer
      ? { run: runPeer, bytes: () => peerBytes }
      : `all heads' scores take ${scoreBytes / 2 ** 20} MiB; the device's largest buffer has ${largest / 2 ** 20} MiB`,
    check: async () => {
      if (!peer) return;
      const [sums, map] = (await readStorage(device, [out, peer.out])).map((bytes) => new Float32Array(bytes));
      // Every run added the map once more.
      if (sums && map)
        requireEqual(
          sums.map((value) => value / ownRuns),
          map,
        );
    },
    close: async () => {
      await peer?.close();
      device.destroy();
    },
  };
}

async function openPeer(ort: OrtModule, device: GPUDevice, shape: AttentionShape, q: TensorSlice, k: TensorSlice) {
  const { tokens, heads, headDim } = shape;
  const { bytes, output } = materialisedAttention(shape);
  const session = await ort.InferenceSession.create(bytes, {
    executionProviders: [{ name: 'webgpu', device }],
    preferredOutputLocation: 'gpu-buffer',
  });
  const out = createStorage(device, 'peer', tokens * tokens);
  const onDevice = ({ buffer }: TensorSlice, dims: readonly number[]) =>
    ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims });
  const dims = [1, tokens, heads * headDim];
  const feeds = { Q: onDevice(q, dims), K: onDevice(k, dims) };
  const fetches = { [output]: onDevice(out, [tokens, tokens]) };
  return {
    out,
    run: async () => {
      await session.run(feeds, fetches);
      await device.queue.onSubmittedWorkDone();
    },
    close: () => session.release(),
  };
}
