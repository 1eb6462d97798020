import { StudioError } from '../core/errors.ts';
import { type AdapterName, adapterName } from './adapter-name.ts';
import { noteSubgroups } from './subgroups.ts';

/** One device for ONNX Runtime and our kernels, so that tensors need no copy between them. */
export interface StudioDevice {
  readonly device: GPUDevice;
  readonly adapterInfo: AdapterName;
}

/** What ONNX Runtime's WebGPU provider would ask of a device of its own (webgpu_context.cc). Taken where there. */
const WANTED_FEATURES = [
  'shader-f16',
  'subgroups',
  'subgroup-size-control',
  'timestamp-query',
  'chromium-experimental-timestamp-query-inside-passes',
  'chromium-experimental-subgroup-matrix',
] as const;

const WANTED_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxBindGroups',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
] as const;

/**
 * Opens a device with the adapter's largest limits. Software adapters are taken too and say so.
 *
 * @throws StudioError `backend-unavailable` with the browser's reason.
 */
export async function requestStudioDevice(gpu: GPU): Promise<StudioDevice> {
  const adapter = await requestAdapter(gpu);
  const requiredLimits = Object.fromEntries(WANTED_LIMITS.map((limit) => [limit, adapter.limits[limit]]));
  const requiredFeatures = WANTED_FEATURES.filter((feature) => adapter.features.has(feature)) as GPUFeatureName[];
  try {
    const device = await adapter.requestDevice({ label: 'studio', requiredFeatures, requiredLimits });
    noteSubgroups(device, adapter.info, gpu.wgslLanguageFeatures);
    return { device, adapterInfo: adapterName(adapter.info) };
  } catch (error) {
    throw unavailable(`the adapter ${adapterName(adapter.info).name} gave no device: ${reasonOf(error)}`, error);
  }
}

async function requestAdapter(gpu: GPU): Promise<GPUAdapter> {
  let adapter: GPUAdapter | null;
  try {
    adapter =
      (await gpu.requestAdapter({ powerPreference: 'high-performance' })) ??
      (await gpu.requestAdapter({ forceFallbackAdapter: true }));
  } catch (error) {
    throw unavailable(`asking for an adapter failed: ${reasonOf(error)}`, error);
  }
  if (!adapter) throw unavailable('no adapter was found', undefined);
  return adapter;
}

function unavailable(reason: string, cause: unknown): StudioError {
  return new StudioError(
    {
      code: 'backend-unavailable',
      message: `WebGPU was expected to give a device, but ${reason}. Update the browser or its graphics driver, or use the WASM backend.`,
      details: { reason },
    },
    { cause },
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
