import { refineCpu } from '../../../src/gpu/kernels/refine/refine.cpu.ts';
import { recordRefine } from '../../../src/gpu/kernels/refine/refine.gpu.ts';
import { createStorage, readStorage, uploadStorage } from '../../../src/gpu/storage-buffer.ts';
import { maxDifference, randomArray } from '../../../src/gpu/testing/random-array.ts';
import { fourthPowerModel } from '../../peers/matrix-power-model.ts';
import { median, rowStochastic, timeRuns } from '../../peers/timing.ts';
import { copyBandwidth } from '../copy-bandwidth.ts';
import { openDevice } from '../dawn.ts';
import { timeOnGpu } from '../gpu-timer.ts';
import { loadNodeOrt } from '../node-ort.ts';
import type { Part } from '../part.ts';
import { all, within } from '../verdict.ts';

const POWERS = 8;
const PEER_POWERS = 4;
const PEER_RUNS = 3;
/** As the kernel's test has it; ONNX Runtime adds in another order. */
const [ALLOWED, ALLOWED_OF_PEER] = [2e-6, 2e-5];

/**
 * The power stack at sides 32 and 64: bytes that it cannot do without (A once a power, the columns in and out) by time, as a
 * share of what a copy on the device moves, counting bytes read and written. Then A⁴·C against ONNX Runtime's MatMul.
 */
export const refine: Part = async ({ emit, small, runtimeFolder }) => {
  const { device } = await openDevice(runtimeFolder);
  const bandwidth = await copyBandwidth(device, small);
  emit({ row: 'copy', ...bandwidth });
  const differences: number[] = [];
  for (const side of small ? [16, 32] : [32, 64]) {
    const tokens = side * side;
    const matrix = rowStochastic(tokens, tokens, side);
    const a = uploadStorage(device, 'A_S', matrix);
    for (const columns of small ? [4] : [2, 4, 24, 72]) {
      const x0Data = randomArray(tokens * columns, 2);
      const x0 = uploadStorage(device, 'x0', x0Data);
      const stack = createStorage(device, 'stack', (POWERS + 1) * tokens * columns);
      const size = { tokens, columns, maxPower: POWERS, scale: 1 };
      const time = await timeOnGpu(device, (encoder) => recordRefine(device, encoder, { ...size, a, x0, stack }));
      const bytes = POWERS * 4 * (tokens ** 2 + 2 * tokens * columns);
      const gbPerS = bytes / (time.gpuMs ?? time.wallMs) / 1e6;
      const [read] = await readStorage(device, [stack]);
      const expected = new Float32Array((POWERS + 1) * tokens * columns);
      refineCpu({ ...size, a: matrix, x0: x0Data, out: expected });
      const difference = maxDifference(new Float32Array(read as ArrayBuffer), expected);
      differences.push(difference);
      emit({
        row: 'refine',
        side,
        columns,
        powers: POWERS,
        ...time,
        gbPerS,
        share: gbPerS / bandwidth.bestGbPerS,
        difference,
      });
      x0.buffer.destroy();
      stack.buffer.destroy();
    }
    a.buffer.destroy();
  }
  const ort = await loadNodeOrt(runtimeFolder, { isTimed: !small });
  const peers: number[] = [];
  // ONNX Runtime's MatMul takes a minute of a software driver at side 32.
  for (const side of small ? [16] : [32, 64]) {
    const tokens = side * side;
    const a = uploadStorage(device, 'A_S', rowStochastic(tokens, tokens, side));
    try {
      const peer = await againstMatMul(ort, device, tokens, a.buffer, small ? 1 : PEER_RUNS);
      peers.push(peer.difference);
      emit({ row: 'refine-peer', side, columns: 3, ...peer });
    } catch (error) {
      peers.push(Number.NaN);
      emit({ row: 'refine-peer', side, error: String(error) });
    }
    a.buffer.destroy();
  }
  return all(
    within('power stacks like the twin', differences, ALLOWED),
    within('like ONNX Runtime’s MatMul', peers, ALLOWED_OF_PEER),
  );
};

/** Both from submission to the queue's end, as `npm run bench refine`. */
async function againstMatMul(
  ort: Awaited<ReturnType<typeof loadNodeOrt>>,
  device: GPUDevice,
  tokens: number,
  aBuffer: GPUBuffer,
  runs: number,
) {
  const columns = 3;
  const x0 = uploadStorage(device, 'A_C', rowStochastic(tokens, columns, 2));
  const a = { buffer: aBuffer, offset: 0, count: tokens ** 2 };
  const stack = createStorage(device, 'stack', (PEER_POWERS + 1) * tokens * columns);
  const own = await timeOnGpu(device, (encoder) =>
    recordRefine(device, encoder, { a, x0, stack, tokens, columns, maxPower: PEER_POWERS, scale: 1 }),
  );
  const session = await ort.InferenceSession.create(fourthPowerModel(tokens, columns), {
    executionProviders: [{ name: 'webgpu', device }],
    preferredOutputLocation: 'gpu-buffer',
  });
  const out = createStorage(device, 'peer', tokens * columns);
  const onDevice = (buffer: GPUBuffer, width: number) =>
    ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims: [tokens, width] });
  const feeds = { A: onDevice(aBuffer, tokens), C: onDevice(x0.buffer, columns) };
  const peerMs = median(
    await timeRuns(runs, async () => {
      await session.run(feeds, { R: onDevice(out.buffer, columns) });
      await device.queue.onSubmittedWorkDone();
    }),
  );
  const last = { ...stack, offset: PEER_POWERS * tokens * columns, count: tokens * columns };
  const [ours, theirs] = (await readStorage(device, [last, out])).map((bytes) => new Float32Array(bytes));
  await session.release();
  const difference = ours && theirs ? maxDifference(ours, theirs) : Number.NaN;
  return { ownMs: own.wallMs, ownGpuMs: own.gpuMs, peerMs, ratio: peerMs / own.wallMs, difference };
}
