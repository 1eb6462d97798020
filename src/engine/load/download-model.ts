import pMap from 'p-map';
import { StudioError } from '../../core/errors.ts';
import type { LoadOptions, ModelPackage, NetworkFiles } from '../../models/package/model-package.ts';
import type { NetworkRole } from '../../models/package/model-paths.ts';
import type { MachineFacts } from '../../models/preflight/preflight-types.ts';
import type { StartEvent } from '../../rpc/contract.ts';
import { GENERATING_ROLES, scanModel } from '../judge/check-model.ts';
import { judgeModel, requirePossible } from '../judge/judge-model.ts';
import type { PlanFacts } from './plan-model.ts';

/** Reading the graphs by ranges first costs requests, which a download this small is not worth. */
const SMALL_BYTES = 64 * 1024 * 1024;

/** A model's networks, on this device. */
export interface DownloadedModel {
  readonly unet: NetworkFiles;
  /** One, or SDXL's two. */
  readonly textEncoders: readonly NetworkFiles[];
  readonly decoder: NetworkFiles;
  /** Null where the model has none, or it could not be had. */
  readonly pictureEncoder: NetworkFiles | null;
  /** The same of what makes a student of few steps of the UNet. */
  readonly quickWeights: Blob | null;
}

/**
 * Brings a model's networks here. It is judged before a large download where the source can be read by ranges, and at the
 * latest before any session is made.
 *
 * @throws StudioError `model-missing-file`, `model-unsupported` with the preflight's findings, and as `ModelSource.open`
 */
export async function downloadModel(
  model: ModelPackage,
  machine: MachineFacts,
  onEvent: (event: StartEvent) => void,
  planFacts: PlanFacts,
  signal?: AbortSignal,
): Promise<DownloadedModel> {
  const presentBytes = await model.presentBytes();
  if (model.layout.missing.length > 0 || model.neededBytes - presentBytes > SMALL_BYTES) {
    const { preflight, missing } = await scanModel(model, machine, { planFacts });
    requirePossible(preflight, model.label, missing);
  }
  const found = new Map<NetworkRole, NetworkFiles>();
  const failed = new AbortController();
  const load: LoadOptions = {
    onProgress: (progress) => onEvent({ kind: 'download', ...progress }),
    signal: signal ? AbortSignal.any([signal, failed.signal]) : failed.signal,
  };
  const roles = GENERATING_ROLES.filter((role) => model.layout.networks[role] !== undefined);
  const bring = async (role: NetworkRole) => found.set(role, await model.network(role, load));
  // Small files wait for answers more than for bytes; of large ones each is finished before the next begins.
  const isSmall = model.neededBytes <= SMALL_BYTES;
  const bringRest = () =>
    Promise.all([
      bringOptional('vae_encoder' in model.layout.networks, 'Photos cannot be read.', onEvent, () =>
        model.network('vae_encoder', load),
      ),
      bringOptional('quick_weights' in model.layout.configs, 'Quick pictures cannot be drawn.', onEvent, () =>
        model.file('quick_weights', load),
      ),
    ]);
  const bringing = isSmall ? bringRest() : null;
  bringing?.catch(() => undefined);
  try {
    await pMap(roles, bring, { concurrency: isSmall ? roles.length : 1 });
  } catch (error) {
    // The others would go on behind the back of whoever is told of the failure.
    failed.abort(error);
    throw error;
  }
  const networks = [...found].map(([role, { path, graph }]) => ({ role, path, graph: graph.graph }));
  requirePossible(judgeModel({ networks, missing: [], downloadBytes: 0, machine }), model.label, []);
  const [pictureEncoder, quickWeights] = await (bringing ?? bringRest());
  const textEncoders = [found.get('text_encoder'), found.get('text_encoder_2')].filter((one) => one !== undefined);
  return {
    unet: required(found.get('unet')),
    textEncoders,
    decoder: required(found.get('vae_decoder')),
    pictureEncoder,
    quickWeights,
  };
}

export function networksOf({ unet, textEncoders, decoder, pictureEncoder }: DownloadedModel): readonly NetworkFiles[] {
  return [unet, ...textEncoders, decoder, ...(pictureEncoder ? [pictureEncoder] : [])];
}

/**
 * What few pictures need comes with the rest, so that it is there offline later. A model for which it cannot be had works on.
 * @param drawback what does not work without it
 */
async function bringOptional<T>(
  isThere: boolean,
  drawback: string,
  onEvent: (event: StartEvent) => void,
  bring: () => Promise<T>,
): Promise<T | null> {
  if (!isThere) return null;
  try {
    return await bring();
  } catch (error) {
    if (!(error instanceof StudioError) || error.code === 'cancelled') throw error;
    onEvent({ kind: 'problem', problem: { code: error.code, message: `${drawback} ${error.message}` } });
    return null;
  }
}

/** Graph and weights. */
export function bytesOf({ blob, sideFiles }: NetworkFiles): number {
  return sideFiles.reduce((sum, { data }) => sum + data.size, blob.size);
}

/** A layout without missing parts has it. */
function required(files: NetworkFiles | undefined): NetworkFiles {
  if (!files) throw new Error('A model that was found complete lacks a network');
  return files;
}
