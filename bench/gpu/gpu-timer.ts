import { median } from '../peers/timing.ts';

export interface GpuTime {
  /** From the first pass's beginning to the last one's end by timestamp queries; null where the device has none. */
  readonly gpuMs: number | null;
  /** From submission to the queue's end. */
  readonly wallMs: number;
  readonly runs: number;
}

const MAX_PASSES = 16;
/** A card that was idle needs this long to reach its clocks. */
const WARM_UP_MS = 40;
const MEASURE_MS = 150;
const MOST_RUNS = 25;

/**
 * Times what `record` writes into an encoder, medians over as many runs as fit into a moment, after a warm-up.
 * @param record may make passes, at most 16
 */
export async function timeOnGpu(
  device: GPUDevice,
  record: (encoder: GPUCommandEncoder) => Promise<void> | void,
): Promise<GpuTime> {
  const times: { gpuMs: number | null; wallMs: number }[] = [];
  const stamps = device.features.has('timestamp-query') ? openStamps(device) : null;
  const once = async () => {
    const encoder = device.createCommandEncoder();
    if (stamps) stamps.stampPasses(encoder);
    await record(encoder);
    stamps?.resolve(encoder);
    const commands = encoder.finish();
    const started = performance.now();
    device.queue.submit([commands]);
    await device.queue.onSubmittedWorkDone();
    const wallMs = performance.now() - started;
    return { gpuMs: stamps ? await stamps.read() : null, wallMs };
  };
  const begin = performance.now();
  do await once();
  while (performance.now() - begin < WARM_UP_MS);
  const measuring = performance.now();
  do times.push(await once());
  while (performance.now() - measuring < MEASURE_MS && times.length < MOST_RUNS);
  stamps?.close();
  const gpuTimes = times.flatMap(({ gpuMs }) => (gpuMs === null ? [] : [gpuMs]));
  return {
    gpuMs: gpuTimes.length > 0 ? median(gpuTimes) : null,
    wallMs: median(times.map(({ wallMs }) => wallMs)),
    runs: times.length,
  };
}

function openStamps(device: GPUDevice) {
  const count = 2 * MAX_PASSES;
  const querySet = device.createQuerySet({ type: 'timestamp', count });
  const size = 8 * count;
  const resolved = device.createBuffer({ size, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
  const readable = device.createBuffer({ size, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  let passes = 0;
  return {
    stampPasses(encoder: GPUCommandEncoder) {
      passes = 0;
      const begin = encoder.beginComputePass.bind(encoder);
      encoder.beginComputePass = (descriptor) => {
        const first = 2 * passes++;
        const writes = { querySet, beginningOfPassWriteIndex: first, endOfPassWriteIndex: first + 1 };
        return begin({ ...descriptor, timestampWrites: writes });
      };
    },
    resolve(encoder: GPUCommandEncoder) {
      encoder.resolveQuerySet(querySet, 0, 2 * passes, resolved, 0);
      encoder.copyBufferToBuffer(resolved, 0, readable, 0, 16 * passes);
    },
    async read(): Promise<number> {
      await readable.mapAsync(GPUMapMode.READ);
      const nanoseconds = new BigUint64Array(readable.getMappedRange().slice(0, 16 * passes));
      readable.unmap();
      return Number((nanoseconds.at(-1) ?? 0n) - (nanoseconds[0] ?? 0n)) / 1e6;
    },
    close() {
      querySet.destroy();
      resolved.destroy();
      readable.destroy();
    },
  };
}
