/** Counts the bytes of all buffers that a device makes from now on. */
export function countAllocations(device: GPUDevice): { bytes: number } {
  const counted = { bytes: 0 };
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    counted.bytes += descriptor.size;
    return createBuffer(descriptor);
  };
  return counted;
}
