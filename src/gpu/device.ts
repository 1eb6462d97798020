import { StudioError } from '../core/errors.ts';
import { withinTime } from '../core/within-time.ts';
import { type AdapterName, adapterName } from './adapter-name.ts';
import { noteSubgroups } from './subgroups.ts';

/** One device for ONNX Runtime and our kernels, so that tensors need no copy between them. */
export interface StudioDevice {
  readonly device: GPUDevice;
  readonly adapterInfo: AdapterName;
}

/** A graphics process that hangs answers neither request, for ever. A cold one takes two or three seconds. */
const ANSWER_WITHIN_MS = 10_000;

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
 * @throws StudioError `backend-unavailable` with the browser's reason, or after ten seconds without an answer.
 */
export async function requestStudioDevice(gpu: GPU): Promise<StudioDevice> {
  const adapter = await requestAdapter(gpu);
  const requiredLimits = Object.fromEntries(WANTED_LIMITS.map((limit) => [limit, adapter.limits[limit]]));
  const requiredFeatures = WANTED_FEATURES.filter((feature) => adapter.features.has(feature)) as GPUFeatureName[];
  const requested = adapter.requestDevice({ label: 'studio', requiredFeatures, requiredLimits });
  try {
    const device = await withinTime(requested, ANSWER_WITHIN_MS, noAnswer);
    noteSubgroups(device, adapter.info, gpu.wgslLanguageFeatures);
    return { device, adapterInfo: adapterName(adapter.info) };
  } catch (error) {
    // One that comes too late after all is given back.
    void requested.then(
      (late) => late.destroy(),
      () => undefined,
    );
    throw unavailable(`the adapter ${adapterName(adapter.info).name} gave no device: ${reasonOf(error)}`, error);
  }
}

async function requestAdapter(gpu: GPU): Promise<GPUAdapter> {
  let adapter: GPUAdapter | null;
  const ask = (options: GPURequestAdapterOptions) =>
    withinTime(gpu.requestAdapter(options), ANSWER_WITHIN_MS, noAnswer);
  try {
    adapter = (await ask({ powerPreference: 'high-performance' })) ?? (await ask({ forceFallbackAdapter: true }));
  } catch (error) {
    throw unavailable(`asking for an adapter failed: ${reasonOf(error)}`, error);
  }
  if (!adapter) throw unavailable('no adapter was found', undefined);
  return adapter;
}

const noAnswer = () => new Error(`no answer from the graphics process for ${ANSWER_WITHIN_MS / 1000} seconds`);

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
