import { StudioError } from '../../core/errors.ts';
import type { BlobGraph } from '../../core/onnx/file/blob/blob-graph.ts';
import type { CatalogueEntry } from '../../models/catalogue/catalogue-schema.ts';
import { type ModelPackage, openModelPackage } from '../../models/package/model-package.ts';
import { type ConfigRole, NETWORK_ROLES, type NetworkRole } from '../../models/package/model-paths.ts';
import type { Finding, MachineFacts, Preflight, PreflightNetwork } from '../../models/preflight/preflight-types.ts';
import { isNotThere } from '../../models/source/http-request.ts';
import type { ChosenExports, ModelCheck, NetworkExports } from '../../rpc/contract.ts';
import { ADD_SCHEDULER, USUAL_SCHEDULER_NOTE } from '../load/model-texts.ts';
import type { PlanFacts } from '../load/plan-model.ts';
import type { ChosenModel } from './choose-model.ts';
import { judgeModel } from './judge-model.ts';
import { judgePictureEncoder, scanPictureEncoder } from './judge-picture-encoder.ts';

/** What generating needs. The encoder of pictures is brought too, but a model works without it. */
export const GENERATING_ROLES = NETWORK_ROLES.filter((role) => role !== 'vae_encoder');

/** Judges a chosen model, of which only graphs are read. @throws StudioError as `ModelSource.list` */
export async function checkModel(
  { source, entry, name }: ChosenModel,
  machine: MachineFacts,
  exports: ChosenExports = {},
): Promise<ModelCheck> {
  const model = await openModelPackage(source, entry, machine, exports);
  const planFacts = await peekPlanFacts(model, entry);
  const { preflight } = await scanModel(model, machine, {
    notes: schedulerFindings(model, entry),
    planFacts,
  });
  return {
    label: name,
    licence: entry?.licence ?? null,
    unverified: entry?.unverified ?? [],
    preflight,
    exports: exportsOf(model),
    neededBytes: model.neededBytes,
    presentBytes: await model.presentBytes(),
  };
}

interface ScanOptions {
  /** What else is worth knowing. */
  readonly notes?: readonly Finding[];
  /** Null where it could not be read: then the parts are judged one by one. */
  readonly planFacts: PlanFacts | null;
}

/** The preflight of what can be read by ranges, before anything large is downloaded, and what is missing. */
export async function scanModel(
  model: ModelPackage,
  machine: MachineFacts,
  { notes = [], planFacts }: ScanOptions,
): Promise<{ readonly preflight: Preflight; readonly missing: readonly string[] }> {
  const networks: PreflightNetwork[] = [];
  const missing = [...model.layout.missing];
  const further: Finding[] = [...notes];
  for (const role of GENERATING_ROLES) {
    const path = model.layout.networks[role];
    if (path === undefined || missing.includes(path)) continue;
    const scanned = await scanNetwork(model, role, path);
    if (!scanned) continue;
    if ('level' in scanned) further.push(scanned);
    else {
      networks.push({ role, path, graph: scanned.graph });
      missing.push(...(await model.missingSideFiles(role, scanned)));
    }
  }
  const pictureEncoder = await scanPictureEncoder(model);
  if (pictureEncoder) further.push(...judgePictureEncoder(pictureEncoder));
  // A part that could not be read would look like one that does not fit.
  const isWhole = GENERATING_ROLES.every((role) => {
    const path = model.layout.networks[role];
    return path === undefined || networks.some((network) => network.path === path);
  });
  const downloadBytes = Math.max(0, model.neededBytes - (await model.presentBytes()));
  return {
    preflight: judgeModel({
      networks,
      missing,
      downloadBytes,
      machine,
      further,
      planFacts: isWhole ? planFacts : null,
      pictureEncoder,
    }),
    missing,
  };
}

/** That nothing tells how the model was trained to denoise. */
function schedulerFindings({ layout }: ModelPackage, entry: CatalogueEntry | null): readonly Finding[] {
  if (layout.configs.scheduler_config !== undefined || entry?.settings.scheduler) return [];
  return [{ level: 'note', file: null, message: USUAL_SCHEDULER_NOTE, whatToDo: ADD_SCHEDULER }];
}

/** The exports that a person can choose between. */
function exportsOf({ layout, files }: ModelPackage): readonly NetworkExports[] {
  const sizes = new Map(files.map(({ path, bytes }) => [path, bytes]));
  const bytesOf = (path: string) => {
    const graph = sizes.get(path) ?? null;
    const beside = [`${path}_data`, `${path}.data`].map((side) => sizes.get(side) ?? 0);
    return graph === null ? null : beside.reduce((sum, bytes) => sum + bytes, graph);
  };
  return layout.choices.map(({ role, chosen, paths }) => {
    return { role, chosen, files: paths.map((path) => ({ path, bytes: bytesOf(path) })) };
  });
}

/** Its graph, or why there is none: a server without ranges hides its graphs until they are downloaded. */
async function scanNetwork(model: ModelPackage, role: NetworkRole, path: string): Promise<BlobGraph | Finding | null> {
  try {
    return await model.scan(role);
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    if (error.code === 'network') {
      return { level: 'note', file: path, message: error.message, whatToDo: 'It is judged once it is here.' };
    }
    return { level: 'impossible', file: path, message: error.message, whatToDo: 'Choose another model.' };
  }
}

/** The small configurations, without keeping them; null where the server does not show them or they are not JSON. */
async function peekPlanFacts(model: ModelPackage, entry: CatalogueEntry | null): Promise<PlanFacts | null> {
  try {
    const [vaeConfig, unetConfig] = [await peekJson(model, 'vae_config'), await peekJson(model, 'unet_config')];
    return { vaeConfig, unetConfig, known: entry?.settings ?? null, positions: null };
  } catch (error) {
    // Loading tells what is wrong with them.
    if (error instanceof StudioError || error instanceof SyntaxError) return null;
    throw error;
  }
}

async function peekJson(model: ModelPackage, role: ConfigRole): Promise<unknown> {
  try {
    const text = await model.peekText(role);
    return text === null ? null : (JSON.parse(text) as unknown);
  } catch (error) {
    if (isNotThere(error)) return null;
    throw error;
  }
}
