import { beforeAll, expect, test } from 'vitest';
import { buildColumns, type CrossMap } from '../../core/attention/class-columns.ts';
import { checkRowSums } from '../../core/attention/row-sums.ts';
import { type AttentionRecord, MAX_TAU } from '../../core/attention/types.ts';
import { defaultTuning } from '../../core/segmentation/tuning-defaults.ts';
import { UPSAMPLINGS } from '../../core/segmentation/types.ts';
import { accumulateAttentionCpu } from '../../gpu/kernels/attention-accumulate/attention-accumulate.cpu.ts';
import { recordAttentionAccumulate } from '../../gpu/kernels/attention-accumulate/attention-accumulate.gpu.ts';
import { refineCpu } from '../../gpu/kernels/refine/refine.cpu.ts';
import { recordRefine } from '../../gpu/kernels/refine/refine.gpu.ts';
import { createStorage, readStorage, uploadStorage } from '../../gpu/storage-buffer.ts';
import { openDawnDevice } from '../../gpu/testing/dawn-device.ts';
import { randomArray } from '../../gpu/testing/random-array.ts';
import { randomPicture } from '../../gpu/testing/random-picture.ts';
import { segmentRecord } from './segment-record.cpu.ts';
import { openRecordGpu } from './segment-record.gpu.ts';

let device: GPUDevice;
beforeAll(async () => {
  ({ device } = await openDawnDevice());
});

const SELF_SIDE = 16;
const CROSS_SIDE = 8;
const POSITIONS = 32;
const HEADS = 4;
const HEAD_DIM = 16;
const WIDTH = HEADS * HEAD_DIM;
const SITES = 2;
const spans = [
  { classId: 8, start: 1, end: 2 },
  { classId: 9, start: 2, end: 4 },
  { classId: 15, start: 4, end: 5 },
];

/** Q or K of each site: slow waves over the grid, so that neighbours resemble one another, and some noise. */
function gridFeatures(side: number, seed: number): Float32Array[] {
  return Array.from({ length: SITES }, (_, site) => {
    const waves = randomArray(WIDTH * 3, seed + site);
    const noise = randomArray(side * side * WIDTH, seed + site + 50);
    return noise.map((value, i) => {
      const [n, channel] = [Math.floor(i / WIDTH), i % WIDTH];
      const [x, y] = [(n % side) / side, Math.floor(n / side) / side];
      const [fx, fy, phase] = [waves[channel * 3]!, waves[channel * 3 + 1]!, waves[channel * 3 + 2]!];
      return 2 * Math.sin(6 * fx * x + 6 * fy * y + 3 * phase) + 0.1 * value;
    });
  });
}

const selfFeatures = gridFeatures(SELF_SIDE, 1);
const crossQueries = gridFeatures(CROSS_SIDE, 20);
const crossKeys = Array.from({ length: SITES }, (_, site) => randomArray(POSITIONS * WIDTH, 40 + site));
const selfTokens = SELF_SIDE * SELF_SIDE;
const crossTokens = CROSS_SIDE * CROSS_SIDE;
const shape = { heads: HEADS, headDim: HEAD_DIM, scale: HEAD_DIM ** -0.5, weight: 1, keyBias: null };
const sites = [...Array(SITES).keys()];

function columnsOf(data: Float32Array) {
  const map: CrossMap = { side: CROSS_SIDE, bin: 0, softmax: 'all', weight: SITES, positions: POSITIONS, data };
  return buildColumns({ crossMaps: [map], spans, selfSide: SELF_SIDE });
}

function recordOf(columns: AttentionRecord['columns'], data: Float32Array): AttentionRecord {
  return {
    version: 1,
    classIds: spans.map(({ classId }) => classId),
    positions: POSITIONS,
    windowBins: 1,
    crossSides: [CROSS_SIDE],
    columns,
    stacks: [{ selfSide: SELF_SIDE, data }],
  };
}

function recordOnCpu(): AttentionRecord {
  const a = new Float32Array(selfTokens * selfTokens);
  const cross = new Float32Array(crossTokens * POSITIONS);
  for (const site of sites) {
    const [features, q, k] = [selfFeatures[site]!, crossQueries[site]!, crossKeys[site]!];
    const offsets = { qOffset: 0, kOffset: 0 };
    accumulateAttentionCpu({
      ...shape,
      ...offsets,
      q: features,
      k: features,
      queries: selfTokens,
      keys: selfTokens,
      out: a,
    });
    accumulateAttentionCpu({ ...shape, ...offsets, q, k, queries: crossTokens, keys: POSITIONS, out: cross });
  }
  const { columns, x0 } = columnsOf(cross);
  const out = new Float32Array((MAX_TAU + 1) * x0.length);
  refineCpu({ a, scale: 1 / SITES, x0, tokens: selfTokens, columns: columns.length, maxPower: MAX_TAU, out });
  return recordOf(columns, out);
}

async function recordOnGpu(): Promise<{ record: AttentionRecord; rowSums: Float32Array }> {
  const a = createStorage(device, 'A_S', selfTokens * selfTokens);
  const cross = createStorage(device, 'A_C', crossTokens * POSITIONS);
  const capture = device.createCommandEncoder();
  for (const site of sites) {
    const features = uploadStorage(device, 'self', selfFeatures[site]!);
    const q = uploadStorage(device, 'q', crossQueries[site]!);
    const k = uploadStorage(device, 'k', crossKeys[site]!);
    const common = { ...shape, qkType: 'float32' } as const;
    const [queries, keys] = [selfTokens, selfTokens];
    await recordAttentionAccumulate(device, capture, { ...common, q: features, k: features, queries, keys, out: a });
    await recordAttentionAccumulate(device, capture, {
      ...common,
      q,
      k,
      queries: crossTokens,
      keys: POSITIONS,
      out: cross,
    });
  }
  device.queue.submit([capture.finish()]);
  const { columns, x0 } = columnsOf(new Float32Array((await readStorage(device, [cross]))[0]!));
  const size = { tokens: selfTokens, columns: columns.length, maxPower: MAX_TAU };
  const stack = createStorage(device, 'stack', (MAX_TAU + 1) * x0.length);
  const sums = createStorage(device, 'row sums', 2 * selfTokens);
  const refine = device.createCommandEncoder();
  const scale = 1 / SITES;
  await recordRefine(device, refine, { a, scale, x0: uploadStorage(device, 'x0', x0), stack, ...size });
  const ones = uploadStorage(device, 'ones', new Float32Array(selfTokens).fill(1));
  await recordRefine(device, refine, { a, scale, x0: ones, stack: sums, tokens: selfTokens, columns: 1, maxPower: 1 });
  device.queue.submit([refine.finish()]);
  const [data, rows] = (await readStorage(device, [stack, sums])).map((bytes) => new Float32Array(bytes));
  return { record: recordOf(columns, data!), rowSums: rows!.subarray(selfTokens) };
}

test('the same Q and K give the same mask on the GPU and by the twins', async () => {
  const cpuRecord = recordOnCpu();
  const { record: gpuRecord, rowSums } = await recordOnGpu();
  checkRowSums(rowSums, SELF_SIDE);
  const picture = randomPicture(128, 128);
  const opened = openRecordGpu(device, gpuRecord, picture);
  const standard = { ...defaultTuning([CROSS_SIDE], [SELF_SIDE], 16, 1), presenceGate: false };
  const cases = UPSAMPLINGS.flatMap((upsampling) => [0, 1.5, 4].map((tau) => ({ ...standard, tau, upsampling })));
  for (const tuning of cases) {
    const [gpu, cpu] = [await opened.segment(tuning), segmentRecord(cpuRecord, tuning, picture)];
    const equal = gpu.mask.filter((value, i) => value === cpu.mask[i]).length;
    expect(equal / gpu.mask.length).toBeGreaterThanOrEqual(0.999);
    expect(new Set(cpu.mask).size).toBeGreaterThanOrEqual(4);
    gpu.presence.forEach(({ evidence }, c) => {
      expect(evidence).toBeCloseTo(cpu.presence[c]!.evidence, 4);
    });
  }
  opened.close();
});
