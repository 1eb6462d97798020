import * as v from 'valibot';
import { StudioError } from '../errors.ts';
import type { SchedulerConfig, TimestepSpacing } from './types.ts';

/** The classes whose noise schedules the studio's samplers share, and the spacing that each takes by default. */
const DEFAULT_SPACING = {
  DDIMScheduler: 'leading',
  DDPMScheduler: 'leading',
  PNDMScheduler: 'leading',
  LMSDiscreteScheduler: 'linspace',
  EulerDiscreteScheduler: 'linspace',
  EulerAncestralDiscreteScheduler: 'linspace',
  DPMSolverMultistepScheduler: 'linspace',
  DPMSolverSinglestepScheduler: 'linspace',
  UniPCMultistepScheduler: 'linspace',
  DEISMultistepScheduler: 'linspace',
} as const satisfies Record<string, TimestepSpacing>;

const CLASS_NAMES = Object.keys(DEFAULT_SPACING) as (keyof typeof DEFAULT_SPACING)[];

const beta = v.pipe(v.number(), v.gtValue(0), v.ltValue(1));
const off = v.optional(v.nullable(v.literal(false)), false);

/** The defaults are those of diffusers' classes, which all agree on them. */
const File = v.object({
  _class_name: v.optional(v.picklist(CLASS_NAMES), 'DDIMScheduler'),
  num_train_timesteps: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1000),
  beta_start: v.optional(beta, 0.0001),
  beta_end: v.optional(beta, 0.02),
  beta_schedule: v.optional(v.picklist(['linear', 'scaled_linear', 'squaredcos_cap_v2']), 'linear'),
  prediction_type: v.optional(v.picklist(['epsilon', 'v_prediction', 'sample']), 'epsilon'),
  timestep_spacing: v.optional(v.picklist(['leading', 'trailing', 'linspace'])),
  steps_offset: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  set_alpha_to_one: v.optional(v.boolean()),
  rescale_betas_zero_snr: v.optional(v.boolean(), false),
  // Settings that would change a trajectory in ways that no sampler here knows. `clip_sample` is not among them: it is
  // for pixels, and diffusers' latent pipelines switch it off too.
  trained_betas: v.optional(v.null()),
  thresholding: off,
  use_flow_sigmas: off,
});

/**
 * Reads diffusers' `scheduler_config.json`. Missing fields take the defaults of the class that the file names, or of
 * `DDIMScheduler` where it names none.
 * @throws StudioError `model-unsupported` for a scheduler class, beta schedule, prediction type, spacing or setting
 *   that no sampler here follows; the message says which are supported.
 */
export function parseSchedulerConfig(json: unknown): SchedulerConfig {
  const parsed = v.safeParse(File, json);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    const field = v.getDotPath(issue) ?? 'scheduler_config.json';
    throw new StudioError({
      code: 'model-unsupported',
      message:
        `scheduler_config.json, ${field}: supported is ${issue.expected ?? issue.requirement}; ` +
        `found ${issue.received}. Choose a model with a supported scheduler.`,
      details: { field },
    });
  }
  const file = parsed.output;
  return {
    numTrainTimesteps: file.num_train_timesteps,
    betaStart: file.beta_start,
    betaEnd: file.beta_end,
    betaSchedule: file.beta_schedule,
    predictionType: file.prediction_type,
    timestepSpacing: file.timestep_spacing ?? DEFAULT_SPACING[file._class_name],
    stepsOffset: file.steps_offset,
    setAlphaToOne: file.set_alpha_to_one ?? file._class_name !== 'PNDMScheduler',
    rescaleBetasZeroSnr: file.rescale_betas_zero_snr,
  };
}
