import { constantBuffer } from './constant-buffer.ts';
import type { Kernel } from './kernel.ts';
import { type ParamFields, type ParamValues, packParams } from './kernel-source.ts';
import type { TensorSlice } from './tensor-slice.ts';

/** WebGPU's guaranteed limit of workgroups along one axis. */
export const MAX_GROUPS_PER_AXIS = 65_535;

export interface Dispatch<P extends ParamFields> {
  readonly params: ParamValues<P>;
  /** Bindings 1, 2, … Each is bound from the buffer's start to the slice's end; kernels add the slice's offset. */
  readonly tensors: readonly TensorSlice[];
  /** Workgroups in all; the shader counts them as `group.y · groups.x + group.x`. */
  readonly groups: number;
}

/** Records one dispatch into a compute pass. */
export function recordDispatch<P extends ParamFields>(
  device: GPUDevice,
  pass: GPUComputePassEncoder,
  kernel: Kernel<P>,
  dispatch: Dispatch<P>,
): void {
  const uniform = constantBuffer(
    device,
    `${kernel.name} params`,
    packParams(kernel.params, dispatch.params),
    GPUBufferUsage.UNIFORM,
  );
  const bindGroup = device.createBindGroup({
    label: kernel.name,
    layout: kernel.pipeline.getBindGroupLayout(0),
    entries: [
      { binding: 0, resource: { buffer: uniform } },
      ...dispatch.tensors.map(({ buffer, offset, count }, index) => ({
        binding: index + 1,
        resource: { buffer, offset: 0, size: (offset + count) * 4 },
      })),
    ],
  });
  pass.setPipeline(kernel.pipeline);
  pass.setBindGroup(0, bindGroup);
  const [x, y] = splitGroups(dispatch.groups);
  pass.dispatchWorkgroups(x, y);
}

/** A two-dimensional grid of at least `groups` workgroups within the limit of each axis. */
export function splitGroups(groups: number): [x: number, y: number] {
  const y = Math.ceil(groups / MAX_GROUPS_PER_AXIS);
  return [Math.ceil(groups / Math.max(y, 1)), y];
}
