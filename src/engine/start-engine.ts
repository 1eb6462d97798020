import { StudioError } from '../core/errors.ts';
import type { StudioDevice } from '../gpu/device.ts';
import { fetchModel } from '../models/fetch-model.ts';
import { type ModelCache, openModelCache } from '../models/model-cache.ts';
import type { BackendInfo, ModelCheck, StartEvent, StartOptions } from '../rpc/contract.ts';
import { checkModel } from './check-model.ts';
import { chooseModel } from './choose-model.ts';
import { watchDevice } from './device-watch.ts';
import type { StartedEngine } from './engine.ts';
import { loadModel } from './load-model.ts';
import { type LoadedOrt, loadOrt } from './load-ort.ts';
import { machineFacts, openBackend } from './open-backend.ts';

/** Chooses a backend, downloads the model and opens it, in a browser's worker. @throws StudioError as its parts do */
export async function startEngine(options: StartOptions, onEvent: (event: StartEvent) => void): Promise<StartedEngine> {
  const { choice, studioDevice } = await openBackend(options.forcedBackend);
  const chosen = await chooseModel(options.model, {
    baseUrl: options.baseUrl,
    fetch: (url, init) => fetch(url, init),
    cache: (await tryCache()).cache,
    onProblem: (problem) => onEvent({ kind: 'problem', problem }),
  });
  const folder = await fetchModel({
    url: chosen.origin.label,
    fetch: (url, init) => fetch(url, init),
    onProgress: (progress) => onEvent({ kind: 'download', ...progress }),
  });
  const loaded = await loadOrt(choice.kind);
  const model = await loadModel({
    folder,
    chosen,
    onTokenizer: (files) => onEvent({ kind: 'tokenizer', files }),
    ort: loaded.ort,
    device: studioDevice?.device ?? null,
    deviceWatch: studioDevice ? watchDevice(studioDevice.device) : null,
    onPart: (part) => onEvent({ kind: 'compile', part }),
  });
  return { model, info: { backend: describeBackend(choice, studioDevice, loaded), model: model.info } };
}

/** Looks at a model without loading it. @throws StudioError as `checkModel` */
export async function checkChoice({ model, baseUrl, forcedBackend }: StartOptions): Promise<ModelCheck> {
  const backend = await openBackend(forcedBackend);
  try {
    const { cache } = await tryCache();
    const chosen = await chooseModel(model, {
      baseUrl,
      fetch: (url, init) => fetch(url, init),
      cache,
      onProblem: () => undefined,
    });
    return await checkModel(chosen, await machineFacts(backend));
  } finally {
    backend.studioDevice?.device.destroy();
  }
}

async function tryCache(): Promise<{ readonly cache: ModelCache | null; readonly problem: StudioError | null }> {
  try {
    return { cache: await openModelCache(navigator), problem: null };
  } catch (error) {
    if (error instanceof StudioError) return { cache: null, problem: error };
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
