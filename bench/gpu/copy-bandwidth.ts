import { timeOnGpu } from './gpu-timer.ts';

export interface CopyBandwidth {
  readonly bytes: number;
  /** Read and written, `copyBufferToBuffer`, by the time that more copies in one submission take more. */
  readonly copyGbPerS: number;
  /** Read and written, by a kernel. */
  readonly kernelGbPerS: number;
  /** Only read, by a kernel. */
  readonly readGbPerS: number;
  readonly bestGbPerS: number;
}

const WORKGROUP = 256;
const GROUPS = 4096;

/** Each invocation takes every (GROUPS·WORKGROUP)-th vec4, so that neighbours read neighbours. */
const KERNELS = /* wgsl */ `
@group(0) @binding(0) var<storage, read> input: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> out: array<vec4f>;
@compute @workgroup_size(${WORKGROUP})
fn copy_all(@builtin(global_invocation_id) id: vec3u) {
  for (var i = id.x; i < arrayLength(&input); i += ${GROUPS * WORKGROUP}u) { out[i] = input[i]; }
}
@compute @workgroup_size(${WORKGROUP})
fn read_all(@builtin(global_invocation_id) id: vec3u) {
  var sum = vec4f();
  for (var i = id.x; i < arrayLength(&input); i += ${GROUPS * WORKGROUP}u) { sum += input[i]; }
  if (sum.x == 0.123) { out[id.x] = sum; }
}`;

/** How fast this device moves memory: three ways, with buffers far larger than its caches. */
export async function copyBandwidth(device: GPUDevice, small: boolean): Promise<CopyBandwidth> {
  const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
  const size = Math.min(small ? 2 ** 25 : 2 ** 30, maxBufferSize, maxStorageBufferBindingSize);
  const bytes = Math.floor(size / 2 ** 20) * 2 ** 20;
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const [from, to] = [device.createBuffer({ size: bytes, usage }), device.createBuffer({ size: bytes, usage })];
  const many = small ? 4 : 33;
  const copies = (count: number) =>
    timeOnGpu(device, (encoder) => {
      encoder.beginComputePass().end();
      for (let i = 0; i < count; i++) encoder.copyBufferToBuffer(from, 0, to, 0, bytes);
      encoder.beginComputePass().end();
    });
  const more = (await copies(many)).wallMs - (await copies(1)).wallMs;
  const module = device.createShaderModule({ code: KERNELS });
  const kernelMs = async (entryPoint: string) => {
    const pipeline = await device.createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint } });
    const entries = [from, to].map((buffer, binding) => ({ binding, resource: { buffer } }));
    const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
    const time = await timeOnGpu(device, (encoder) => {
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(GROUPS);
      pass.end();
    });
    return time.gpuMs ?? time.wallMs;
  };
  const copyGbPerS = (2 * bytes * (many - 1)) / more / 1e6;
  const kernelGbPerS = (2 * bytes) / (await kernelMs('copy_all')) / 1e6;
  const readGbPerS = bytes / (await kernelMs('read_all')) / 1e6;
  from.destroy();
  to.destroy();
  return { bytes, copyGbPerS, kernelGbPerS, readGbPerS, bestGbPerS: Math.max(copyGbPerS, kernelGbPerS) };
}
