import { loadOrt } from '../../../src/engine/browser/load-ort.ts';
import { requestStudioDevice } from '../../../src/gpu/device.ts';
import { recordRefine } from '../../../src/gpu/kernels/refine/refine.gpu.ts';
import { createStorage, readStorage, uploadStorage } from '../../../src/gpu/storage-buffer.ts';
import { fourthPowerModel } from '../../peers/matrix-power-model.ts';
import { median, rowStochastic, timeRuns } from '../../peers/timing.ts';

const TOKENS = 1024;
const CLASSES = 3;
const TAU = 4;
const RUNS = 3;
/** Largest difference allowed between the two results, whose rows sum to 1. */
const TOLERANCE = 1e-5;

/**
 * Our WGSL refine kernel against A_S⁴·A_C with A_S⁴ formed by ONNX Runtime's MatMul, both on one WebGPU device with inputs and
 * outputs on it. A time is submission to completion of the queue; `ratio` = median peer time / median own time.
 * @throws Error when the two results differ.
 */
export async function run(): Promise<Record<string, unknown>> {
  const { ort } = await loadOrt('webgpu');
  const { device, adapterInfo } = await requestStudioDevice(navigator.gpu);
  const a = rowStochastic(TOKENS, TOKENS, 1);
  const c = rowStochastic(TOKENS, CLASSES, 2);
  const aBuffer = uploadStorage(device, 'A_S', a);
  const cBuffer = uploadStorage(device, 'A_C', c);

  const stack = createStorage(device, 'stack', (TAU + 1) * TOKENS * CLASSES);
  const shape = { tokens: TOKENS, columns: CLASSES, maxPower: TAU, scale: 1 };
  const ownMs = await timeRuns(RUNS, async () => {
    const encoder = device.createCommandEncoder();
    await recordRefine(device, encoder, { ...shape, a: aBuffer, x0: cBuffer, stack });
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
  });

  const session = await ort.InferenceSession.create(fourthPowerModel(TOKENS, CLASSES), {
    executionProviders: [{ name: 'webgpu', device }],
    preferredOutputLocation: 'gpu-buffer',
  });
  const peerOutput = createStorage(device, 'peer', TOKENS * CLASSES);
  const onDevice = (buffer: GPUBuffer, columns: number) =>
    ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims: [TOKENS, columns] });
  const feeds = { A: onDevice(aBuffer.buffer, TOKENS), C: onDevice(cBuffer.buffer, CLASSES) };
  const fetches = { R: onDevice(peerOutput.buffer, CLASSES) };
  const peerMs = await timeRuns(RUNS, async () => {
    await session.run(feeds, fetches);
    await device.queue.onSubmittedWorkDone();
  });

  const fourth = { ...stack, offset: TAU * TOKENS * CLASSES, count: TOKENS * CLASSES };
  const [own, peer] = (await readStorage(device, [fourth, peerOutput])).map((bytes) => new Float32Array(bytes));
  const difference = own!.reduce((worst, value, i) => Math.max(worst, Math.abs(value - peer![i]!)), 0);
  if (!(difference <= TOLERANCE)) throw new Error(`Kernel and peer differ by ${difference}, more than ${TOLERANCE}.`);
  await session.release();
  device.destroy();
  return {
    ratio: median(peerMs) / median(ownMs),
    ownMs: median(ownMs),
    peerMs: median(peerMs),
    runs: RUNS,
    maxDifference: difference,
    tokens: TOKENS,
    classes: CLASSES,
    tau: TAU,
    adapter: adapterInfo.name,
  };
}
