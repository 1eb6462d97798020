import { parseSchedulerConfig } from '../../core/diffusion/schedule/scheduler-config.ts';
import type { SchedulerConfig } from '../../core/diffusion/types.ts';
import { StudioError } from '../../core/errors.ts';
import type { TokenizerFiles } from '../../core/prompt/types.ts';
import type { CatalogueEntry } from '../../models/catalogue/catalogue-schema.ts';
import type { ModelPackage } from '../../models/package/model-package.ts';
import type { ConfigRole } from '../../models/package/model-paths.ts';
import { isNotThere } from '../../models/source/http-request.ts';

const SCHEDULER_FILE = 'scheduler/scheduler_config.json';

/** `scheduler_config.json` of Stable Diffusion 1.5, from which most models of its family were trained on. */
const USUAL_SCHEDULER = {
  _class_name: 'PNDMScheduler',
  beta_start: 0.00085,
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  num_train_timesteps: 1000,
  set_alpha_to_one: false,
  skip_prk_steps: true,
  steps_offset: 1,
} as const;

/** Said where neither the model nor the catalogue tells how it was trained to denoise. */
export const USUAL_SCHEDULER_NOTE = `The model lacks ${SCHEDULER_FILE}, which tells how it was trained to denoise; Stable Diffusion 1.5's is used in its place.`;
export const ADD_SCHEDULER = 'If pictures look grey or noisy, add that file, from the diffusers version of the model.';

/** A model's small files, read. */
export interface ModelTexts {
  readonly tokenizer: TokenizerFiles;
  readonly scheduler: SchedulerConfig;
  /** `scheduler_config.json`, parsed. */
  readonly schedulerJson: unknown;
  /** Whether nothing told the scheduler, and Stable Diffusion 1.5's stands in. */
  readonly isUsualScheduler: boolean;
  /** `vae_decoder/config.json`, parsed; null if there is none. */
  readonly vaeConfig: unknown;
  /** `unet/config.json`, parsed; null if there is none. */
  readonly unetConfig: unknown;
}

/**
 * Brings a model's configuration and tokenizer; what the catalogue knows fills the gaps.
 * @throws StudioError `model-corrupt`, `model-missing-file`, `model-unsupported`, and as `ModelSource.open`
 */
export async function readModelTexts(model: ModelPackage, entry: CatalogueEntry | null): Promise<ModelTexts> {
  const [stored, vaeConfig, unetConfig, vocabJson, mergesTxt, tokenizerJson, configJson] = await Promise.all([
    readJson(model, 'scheduler_config'),
    readJson(model, 'vae_config'),
    readJson(model, 'unet_config'),
    model.text('tokenizer_vocab'),
    model.text('tokenizer_merges'),
    model.text('tokenizer_json'),
    entry?.settings.positions ? optionalText(model, 'tokenizer_config') : model.text('tokenizer_config'),
  ]);
  const told = stored ?? entry?.settings.scheduler ?? null;
  const schedulerJson = told ?? USUAL_SCHEDULER;
  const timesteps = entry?.settings.timesteps;
  return {
    tokenizer: {
      vocabJson,
      mergesTxt,
      tokenizerJson,
      configJson,
      positions: entry?.settings.positions ?? null,
      padTokenId: entry?.settings.padTokenId ?? null,
    },
    schedulerJson,
    isUsualScheduler: told === null,
    scheduler: { ...parseSchedulerConfig(schedulerJson), ...(timesteps ? { trainedTimesteps: timesteps } : {}) },
    vaeConfig,
    unetConfig,
  };
}

async function readJson(model: ModelPackage, role: ConfigRole): Promise<unknown> {
  const text = await optionalText(model, role);
  if (text === null) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const file = model.layout.configs[role] ?? role;
    throw new StudioError(
      {
        code: 'model-corrupt',
        message: `${file} is not JSON. Expected the model's own configuration; download the model again.`,
        details: { file },
      },
      { cause },
    );
  }
}

/** Null also where a listing names the file, and the server has it not. */
async function optionalText(model: ModelPackage, role: ConfigRole): Promise<string | null> {
  try {
    return await model.text(role);
  } catch (error) {
    if (isNotThere(error)) return null;
    throw error;
  }
}
