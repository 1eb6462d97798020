import { StudioError } from '../core/errors.ts';
import { requestStudioDevice, type StudioDevice } from '../gpu/device.ts';
import { fetchModel } from '../models/fetch-model.ts';
import type { BackendInfo, StartEvent, StartOptions } from '../rpc/contract.ts';
import { chooseBackend } from './choose-backend.ts';
import { watchDevice } from './device-watch.ts';
import type { StartedEngine } from './engine.ts';
import { loadModel } from './load-model.ts';
import { type LoadedOrt, loadOrt } from './load-ort.ts';

/** Chooses a backend, downloads the model and opens it, in a browser's worker. @throws StudioError as its parts do */
export async function startEngine(options: StartOptions, onEvent: (event: StartEvent) => void): Promise<StartedEngine> {
  const gpu = options.forcedBackend === 'wasm' ? undefined : navigator.gpu;
  const found = gpu ? await tryDevice(gpu) : { device: null, problem: null };
  const choice = chooseBackend({
    forced: options.forcedBackend,
    hasWebGpu: gpu !== undefined,
    deviceProblem: found.problem,
    isSoftwareAdapter: found.device?.adapterInfo.isFallback ?? false,
  });
  const studioDevice = choice.kind === 'webgpu' ? found.device : null;
  if (!studioDevice) found.device?.device.destroy();

  const folder = await fetchModel({
    url: options.modelUrl,
    fetch: (url, init) => fetch(url, init),
    onProgress: (progress) => onEvent({ kind: 'download', ...progress }),
  });
  const loaded = await loadOrt(choice.kind);
  const model = await loadModel({
    folder,
    id: options.modelId,
    name: options.modelName,
    ort: loaded.ort,
    device: studioDevice?.device ?? null,
    deviceWatch: studioDevice ? watchDevice(studioDevice.device) : null,
    onPart: (part) => onEvent({ kind: 'compile', part }),
  });
  return { model, info: { backend: describeBackend(choice, studioDevice, loaded), model: model.info } };
}

async function tryDevice(gpu: GPU): Promise<{ device: StudioDevice | null; problem: string | null }> {
  try {
    return { device: await requestStudioDevice(gpu), problem: null };
  } catch (error) {
    if (error instanceof StudioError) return { device: null, problem: error.message };
    throw error;
  }
}

function describeBackend(
  choice: { readonly kind: BackendInfo['kind']; readonly reason: string },
  device: StudioDevice | null,
  { threads, build }: LoadedOrt,
): BackendInfo {
  if (device) {
    const { name, isFallback } = device.adapterInfo;
    const reason = `${choice.reason} ONNX Runtime's ${build} build.`;
    return { ...choice, reason, description: name, isFallbackAdapter: isFallback };
  }
  const why = threads > 1 ? '' : ' The page is not cross-origin isolated, so only one thread can run.';
  return {
    ...choice,
    description: threads > 1 ? `${threads} threads` : '1 thread',
    reason: `${choice.reason}${why}`,
    isFallbackAdapter: false,
  };
}
