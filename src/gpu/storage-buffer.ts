import { type TensorSlice, wholeBuffer } from './tensor-slice.ts';

type Elements = Float32Array | Uint32Array;

/** A storage buffer for `count` zeroed 4-byte elements that can be copied from and to. The caller destroys it. */
export function createStorage(device: GPUDevice, label: string, count: number): TensorSlice {
  const size = Math.max(Math.ceil((count * 4) / 16), 1) * 16;
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  return wholeBuffer(device.createBuffer({ label, size, usage }), count);
}

/** Like {@link createStorage}, filled with `elements`. */
export function uploadStorage(device: GPUDevice, label: string, elements: Elements): TensorSlice {
  const slice = createStorage(device, label, elements.length);
  writeStorage(device, slice, elements);
  return slice;
}

/** Overwrites a slice, in queue order. */
function writeStorage(device: GPUDevice, slice: TensorSlice, elements: Elements): void {
  device.queue.writeBuffer(
    slice.buffer,
    slice.offset * 4,
    elements.buffer as ArrayBuffer,
    elements.byteOffset,
    elements.byteLength,
  );
}

/**
 * Copies slices (buffers with COPY_SRC) to the CPU in one submission, after everything submitted so far.
 *
 * @returns the raw bytes of each slice, in order.
 */
export async function readStorage(device: GPUDevice, slices: readonly TensorSlice[]): Promise<ArrayBuffer[]> {
  const total = slices.reduce((sum, slice) => sum + slice.count * 4, 0);
  const staging = device.createBuffer({
    label: 'readback staging',
    size: total,
    usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
  });
  try {
    const encoder = device.createCommandEncoder({ label: 'readback' });
    let end = 0;
    const ranges = slices.map(({ buffer, offset, count }) => {
      const start = end;
      encoder.copyBufferToBuffer(buffer, offset * 4, staging, start, count * 4);
      end += count * 4;
      return [start, end] as const;
    });
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const mapped = staging.getMappedRange();
    return ranges.map(([start, stop]) => mapped.slice(start, stop));
  } finally {
    staging.destroy();
  }
}
