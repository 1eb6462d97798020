import { type Failure, StudioError } from '../core/errors.ts';
import type { StudioDevice } from '../gpu/device.ts';
import { type ModelCache, openModelCache } from '../models/cache/model-cache.ts';
import { openModelPackage } from '../models/package/model-package.ts';
import type { BackendInfo, ModelCheck, StartEvent, StartOptions } from '../rpc/contract.ts';
import { watchDevice } from './device/device-watch.ts';
import { machineFacts, openBackend } from './device/open-backend.ts';
import type { StartedEngine } from './engine.ts';
import { checkModel } from './judge/check-model.ts';
import { type ChosenModel, chooseModel } from './judge/choose-model.ts';
import { loadModel } from './load/load-model.ts';
import { type LoadedOrt, loadOrt } from './networks/load-ort.ts';

/** Chooses a backend, brings the model here and opens it, in a browser's worker. @throws StudioError as its parts do */
export async function startEngine(options: StartOptions, onEvent: (event: StartEvent) => void): Promise<StartedEngine> {
  const backend = await openBackend(options);
  const { studioDevice } = backend;
  const chosen = await chooseHere(options, (problem) => onEvent({ kind: 'problem', problem }));
  const loaded = await loadOrt(backend.choice.kind);
  const model = await loadModel({
    chosen,
    model: await openModelPackage(chosen.source, chosen.entry),
    machine: await machineFacts(backend),
    ort: loaded.ort,
    device: studioDevice?.device ?? null,
    deviceWatch: studioDevice ? watchDevice(studioDevice.device) : null,
    onEvent,
  });
  return { model, info: { backend: describeBackend(backend.choice, studioDevice, loaded), model: model.info } };
}

/** Looks at a model without loading it. @throws StudioError as `checkModel` */
export async function checkChoice(options: StartOptions): Promise<ModelCheck> {
  const backend = await openBackend(options);
  try {
    return await checkModel(await chooseHere(options, () => undefined), await machineFacts(backend));
  } finally {
    backend.studioDevice?.device.destroy();
  }
}

async function chooseHere(
  { model, baseUrl }: StartOptions,
  onProblem: (problem: Failure) => void,
): Promise<ChosenModel> {
  const { cache, problem } = await tryCache();
  const chosen = await chooseModel(model, { baseUrl, fetch: (url, init) => fetch(url, init), cache, onProblem });
  const wantsCache = chosen.origin.kind === 'catalogue' || chosen.origin.kind === 'url';
  if (problem && wantsCache) onProblem({ code: problem.code, message: problem.message });
  return chosen;
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
