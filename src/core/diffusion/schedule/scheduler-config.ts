import * as v from 'valibot';
import { StudioError } from '../../errors.ts';
import type { SamplerName, SchedulerConfig, TimestepSpacing } from '../types.ts';

/** What diffusers' classes take where the file says nothing, and the sampler here that does what the class does. */
interface SchedulerClass {
  readonly timestepSpacing: TimestepSpacing;
  readonly sampler: SamplerName;
}

/** DDPM is DDIM at η = 1; LMS, DEIS and the singlestep solver have no twin here and get their nearest kin. */
const CLASSES = {
  DDIMScheduler: { timestepSpacing: 'leading', sampler: 'ddim' },
  DDPMScheduler: { timestepSpacing: 'leading', sampler: 'ddim' },
  PNDMScheduler: { timestepSpacing: 'leading', sampler: 'pndm' },
  LCMScheduler: { timestepSpacing: 'leading', sampler: 'lcm' },
  LMSDiscreteScheduler: { timestepSpacing: 'linspace', sampler: 'euler' },
  EulerDiscreteScheduler: { timestepSpacing: 'linspace', sampler: 'euler' },
  EulerAncestralDiscreteScheduler: { timestepSpacing: 'linspace', sampler: 'euler-ancestral' },
  DPMSolverMultistepScheduler: { timestepSpacing: 'linspace', sampler: 'dpmpp-2m' },
  DPMSolverSinglestepScheduler: { timestepSpacing: 'linspace', sampler: 'dpmpp-2m' },
  UniPCMultistepScheduler: { timestepSpacing: 'linspace', sampler: 'unipc' },
  DEISMultistepScheduler: { timestepSpacing: 'linspace', sampler: 'unipc' },
} as const satisfies Record<string, SchedulerClass>;

const CLASS_NAMES = Object.keys(CLASSES) as (keyof typeof CLASSES)[];

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const beta = v.pipe(v.number(), v.gtValue(0), v.ltValue(1));
const off = v.optional(v.nullable(v.literal(false)), false);

/** The defaults are those on which diffusers' classes agree; the others are filled in later. */
const File = v.object({
  _class_name: v.optional(v.picklist(CLASS_NAMES), 'DDIMScheduler'),
  num_train_timesteps: v.optional(count, 1000),
  beta_start: v.optional(beta),
  beta_end: v.optional(beta),
  beta_schedule: v.optional(v.picklist(['linear', 'scaled_linear', 'squaredcos_cap_v2'])),
  prediction_type: v.optional(v.picklist(['epsilon', 'v_prediction', 'sample']), 'epsilon'),
  timestep_spacing: v.optional(v.picklist(['leading', 'trailing', 'linspace'])),
  steps_offset: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  set_alpha_to_one: v.optional(v.boolean()),
  rescale_betas_zero_snr: v.optional(v.boolean(), false),
  final_sigmas_type: v.optional(v.picklist(['zero', 'sigma_min']), 'zero'),
  use_karras_sigmas: v.optional(v.nullable(v.boolean())),
  original_inference_steps: v.optional(count, 50),
  timestep_scaling: v.optional(v.pipe(v.number(), v.gtValue(0)), 10),
  skip_prk_steps: v.optional(v.boolean(), false),
  // Settings that would change a trajectory in ways that no sampler here knows. `clip_sample` is not among them: it is
  // for pixels, and diffusers' latent pipelines switch it off too.
  trained_betas: v.optional(v.null()),
  thresholding: off,
  use_flow_sigmas: off,
  use_exponential_sigmas: off,
  use_beta_sigmas: off,
  use_lu_lambdas: off,
  timestep_type: v.optional(v.literal('discrete')),
  interpolation_type: v.optional(v.literal('linear')),
  sigma_min: v.optional(v.null()),
  sigma_max: v.optional(v.null()),
});

/**
 * Reads diffusers' `scheduler_config.json`. Missing fields take the defaults of the class that the file names, or of
 * `DDIMScheduler` where it names none.
 * @throws StudioError `model-unsupported` for a scheduler class, beta schedule, prediction type, spacing or setting
 *   that no sampler here follows; the message says which are supported.
 */
export function parseSchedulerConfig(json: unknown): SchedulerConfig {
  const file = readFile(json);
  const isLcm = file._class_name === 'LCMScheduler';
  return {
    numTrainTimesteps: file.num_train_timesteps,
    betaStart: file.beta_start ?? (isLcm ? 0.00085 : 0.0001),
    betaEnd: file.beta_end ?? (isLcm ? 0.012 : 0.02),
    betaSchedule: file.beta_schedule ?? (isLcm ? 'scaled_linear' : 'linear'),
    predictionType: file.prediction_type,
    timestepSpacing: file.timestep_spacing ?? CLASSES[file._class_name].timestepSpacing,
    stepsOffset: file.steps_offset,
    setAlphaToOne: file.set_alpha_to_one ?? file._class_name !== 'PNDMScheduler',
    rescaleBetasZeroSnr: file.rescale_betas_zero_snr,
    finalSigmasType: file.final_sigmas_type,
    useKarrasSigmas: file.use_karras_sigmas ?? false,
    originalInferenceSteps: file.original_inference_steps,
    timestepScaling: file.timestep_scaling,
  };
}

/**
 * The sampler that a model's own `scheduler_config.json` asks for, or its nearest kin here. PNDM with its Runge-Kutta
 * start (`skip_prk_steps` off) is none of them; DDIM takes its place.
 * @throws StudioError `model-unsupported`: as `parseSchedulerConfig`.
 */
export function suggestedSampler(json: unknown): SamplerName {
  const file = readFile(json);
  const { sampler } = CLASSES[file._class_name];
  if (sampler === 'dpmpp-2m' && file.use_karras_sigmas) return 'dpmpp-2m-karras';
  if (sampler === 'pndm' && !file.skip_prk_steps) return 'ddim';
  return sampler;
}

function readFile(json: unknown): v.InferOutput<typeof File> {
  const parsed = v.safeParse(File, json);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    const field = v.getDotPath(issue) ?? 'scheduler_config.json';
    throw unsupported(field, `${issue.expected ?? issue.requirement}`, issue.received);
  }
  const { original_inference_steps: distilled, num_train_timesteps: trained } = parsed.output;
  if (distilled > trained) throw unsupported('original_inference_steps', `at most ${trained}`, `${distilled}`);
  return parsed.output;
}

function unsupported(field: string, supported: string, found: string): StudioError {
  return new StudioError({
    code: 'model-unsupported',
    message:
      `scheduler_config.json, ${field}: supported is ${supported}; found ${found}. ` +
      'Choose a model with a supported scheduler.',
    details: { field },
  });
}
