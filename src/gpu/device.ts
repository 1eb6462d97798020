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

/** One that has answered before may first have to end what a worker that is gone left it: a UNet call on a slow card. */
const KNOWN_ANSWER_WITHIN_MS = 120_000;

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
 * @param isKnown Whether this browser's graphics process has given a device before: then it is waited for longer.
 * @throws StudioError `backend-unavailable` with the browser's reason, or after ten seconds (two minutes) without an answer.
 */
export async function requestStudioDevice(gpu: GPU, isKnown = false): Promise<StudioDevice> {
  const limitMs = isKnown ? KNOWN_ANSWER_WITHIN_MS : ANSWER_WITHIN_MS;
  const adapter = await requestAdapter(gpu, limitMs);
  const requiredLimits = Object.fromEntries(WANTED_LIMITS.map((limit) => [limit, adapter.limits[limit]]));
  const requiredFeatures = WANTED_FEATURES.filter((feature) => adapter.features.has(feature)) as GPUFeatureName[];
  const requested = adapter.requestDevice({ label: 'studio', requiredFeatures, requiredLimits });
  try {
    const device = await withinTime(requested, limitMs, noAnswer(limitMs));
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

async function requestAdapter(gpu: GPU, limitMs: number): Promise<GPUAdapter> {
  let adapter: GPUAdapter | null;
  const ask = (options: GPURequestAdapterOptions) =>
    withinTime(gpu.requestAdapter(options), limitMs, noAnswer(limitMs));
  try {
    adapter = (await ask({ powerPreference: 'high-performance' })) ?? (await ask({ forceFallbackAdapter: true }));
  } catch (error) {
    throw unavailable(`asking for an adapter failed: ${reasonOf(error)}`, error);
  }
  if (!adapter) throw unavailable('no adapter was found', undefined);
  return adapter;
}

const noAnswer = (limitMs: number) => () =>
  new Error(`no answer from the graphics process for ${limitMs / 1000} seconds`);

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
