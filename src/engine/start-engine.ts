import { type Failure, StudioError } from '../core/errors.ts';
import type { CacheNavigator } from '../models/cache/browser-place.ts';
import { type ModelCache, openModelCache } from '../models/cache/model-cache.ts';
import { openModelPackage } from '../models/package/model-package.ts';
import type { BackendInfo, ModelCheck, StartEvent, StartOptions } from '../rpc/contract.ts';
import { watchDevice } from './device/device-watch.ts';
import { machineFacts, type OpenedBackend, openBackend } from './device/open-backend.ts';
import type { StartedEngine } from './engine.ts';
import type { EngineHost } from './engine-host.ts';
import { checkModel } from './judge/check-model.ts';
import { type ChosenModel, chooseModel } from './judge/choose-model.ts';
import { loadModel } from './load/load-model.ts';
import type { LoadedOrt } from './networks/ort-module.ts';

/** Chooses a backend, brings the model here and opens it. @throws StudioError as its parts do */
export async function startEngine(
  host: EngineHost,
  options: StartOptions,
  onEvent: (event: StartEvent) => void,
): Promise<StartedEngine> {
  // Looking for the model's files needs no backend; its failure is told when its turn comes.
  const opening = openChosen(host, options, onEvent);
  opening.catch(() => undefined);
  const backend = await openBackend(host, options);
  const { studioDevice } = backend;
  // The runtime comes and starts while the model does; its failure is told when its turn comes.
  const loading = host.loadOrt(backend.choice.kind);
  const ort = loading.then((loaded) => loaded.ort);
  ort.catch(() => undefined);
  const chosen = await opening;
  const machine = await machineFacts(host, backend);
  // The machine decides between several exports of a network.
  const model = await openModelPackage(chosen.source, chosen.entry, machine, options.exports);
  const loadedModel = await loadModel({
    chosen,
    model,
    machine,
    ort,
    device: studioDevice?.device ?? null,
    openAttention: async () => host.openAttention((await loading).threads),
    deviceWatch: studioDevice ? watchDevice(studioDevice.device) : null,
    onEvent,
  });
  return {
    model: loadedModel,
    info: { backend: describeBackend(host, backend, await loading), model: loadedModel.info },
  };
}

/** Looks at a model without loading it. @throws StudioError as `checkModel` */
export async function checkChoice(host: EngineHost, options: StartOptions): Promise<ModelCheck> {
  const backend = await openBackend(host, options);
  try {
    const chosen = await chooseHere(host, options, () => undefined);
    return await checkModel(chosen, await machineFacts(host, backend), options.exports);
  } finally {
    backend.studioDevice?.device.destroy();
  }
}

async function openChosen(host: EngineHost, options: StartOptions, onEvent: (event: StartEvent) => void) {
  const chosen = await chooseHere(host, options, (problem) => onEvent({ kind: 'problem', problem }));
  await chosen.source.list();
  return chosen;
}

async function chooseHere(
  { navigator, fetch }: EngineHost,
  { model, baseUrl }: StartOptions,
  onProblem: (problem: Failure) => void,
): Promise<ChosenModel> {
  const { cache, problem } = await tryCache(navigator);
  const chosen = await chooseModel(model, { baseUrl, fetch, cache, onProblem });
  const wantsCache = chosen.origin.kind === 'catalogue' || chosen.origin.kind === 'url';
  if (problem && wantsCache) onProblem({ code: problem.code, message: problem.message });
  return chosen;
}

async function tryCache(
  navigator: CacheNavigator,
): Promise<{ readonly cache: ModelCache | null; readonly problem: StudioError | null }> {
  try {
    return { cache: await openModelCache(navigator), problem: null };
  } catch (error) {
    if (error instanceof StudioError) return { cache: null, problem: error };
    throw error;
  }
}

function describeBackend(
  { oneThreadReason }: EngineHost,
  { choice, studioDevice }: OpenedBackend,
  { threads, build }: LoadedOrt,
): BackendInfo {
  if (studioDevice) {
    const { name, isFallback } = studioDevice.adapterInfo;
    const reason = `${choice.reason} ONNX Runtime's ${build} build.`;
    return { ...choice, reason, description: name, isFallbackAdapter: isFallback };
  }
  const why = threads > 1 || !oneThreadReason ? '' : ` ${oneThreadReason}`;
  return {
    ...choice,
    description: threads > 1 ? `${threads} threads` : '1 thread',
    reason: `${choice.reason}${why}`,
    isFallbackAdapter: false,
  };
}
