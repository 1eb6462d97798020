/**
 * How many small read-only buffers a device keeps. A run repeats the same few dozen (one per attention site); a slider
 * makes a new one per move.
 */
const KEPT_BUFFERS = 256;

const caches = new WeakMap<GPUDevice, Map<string, GPUBuffer>>();

/**
 * A small read-only buffer with these bytes, shared by all who ask for the same. The oldest are let go, not destroyed:
 * an encoder that has not been submitted may still name them.
 */
export function constantBuffer(
  device: GPUDevice,
  label: string,
  bytes: ArrayBuffer,
  usage: GPUBufferUsageFlags,
): GPUBuffer {
  let cache = caches.get(device);
  if (!cache) {
    cache = new Map();
    caches.set(device, cache);
  }
  const key = `${label} ${usage} ${new Uint32Array(bytes).join(',')}`;
  const known = cache.get(key);
  if (known) {
    cache.delete(key);
    cache.set(key, known);
    return known;
  }
  const buffer = device.createBuffer({ label, size: bytes.byteLength, usage, mappedAtCreation: true });
  new Uint8Array(buffer.getMappedRange()).set(new Uint8Array(bytes));
  buffer.unmap();
  cache.set(key, buffer);
  const oldest = cache.keys().next();
  if (cache.size > KEPT_BUFFERS && !oldest.done) cache.delete(oldest.value);
  return buffer;
}
