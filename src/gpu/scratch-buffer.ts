import { type TensorSlice, wholeBuffer } from './tensor-slice.ts';

const scratches = new WeakMap<GPUDevice, Map<string, GPUBuffer>>();

/**
 * Working memory of a kernel, one buffer per device and purpose, grown when needed. Passes of one queue run in order, so
 * they can share it. An outgrown buffer is let go, not destroyed: an encoder that has not been submitted may name it.
 */
export function scratchBuffer(device: GPUDevice, purpose: string, count: number): TensorSlice {
  let byPurpose = scratches.get(device);
  if (!byPurpose) {
    byPurpose = new Map();
    scratches.set(device, byPurpose);
  }
  const bytes = Math.ceil((count * 4) / 16) * 16;
  let buffer = byPurpose.get(purpose);
  if (!buffer || buffer.size < bytes) {
    buffer = device.createBuffer({ label: `${purpose} scratch`, size: bytes, usage: GPUBufferUsage.STORAGE });
    byPurpose.set(purpose, buffer);
  }
  return wholeBuffer(buffer, count);
}
