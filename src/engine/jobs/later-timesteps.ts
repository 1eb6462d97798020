import { windowBinAt, windowBinsOf } from '../../core/attention/window-bins.ts';
import type { GenerationSettings } from '../../core/dataset/types.ts';
import { denoise } from '../../core/diffusion/denoise.ts';
import type { SchedulerConfig } from '../../core/diffusion/types.ts';
import { StudioError } from '../../core/errors.ts';

/** Calls for each part of a run, where it has so many steps: two tell nearly what all of them tell (ADR 16). */
const CALLS_A_BIN = 2;

/**
 * The training timesteps at which a finished picture is noised again so that what is captured there can stand beside its own
 * attention, falling: those of its own re-noise capture; for attention that was captured along the trajectory, timesteps that the
 * trajectory went through, as many in each part of the run, from the middle of the part outwards.
 *
 * @throws StudioError `settings-invalid` where the model's schedule cannot have taken these steps
 */
export async function laterTimesteps(
  settings: Pick<GenerationSettings, 'renoiseTimesteps' | 'sampler' | 'steps' | 'eta'>,
  scheduler: SchedulerConfig,
): Promise<readonly number[]> {
  if (settings.renoiseTimesteps) return settings.renoiseTimesteps;
  const visited = await trajectory(settings, scheduler);
  const bins = windowBinsOf(visited.length);
  const parts = Array.from({ length: bins }, (_, bin) =>
    visited.filter((_, step) => windowBinAt(step, visited.length) === bin),
  );
  const calls = parts.every(({ length }) => length >= CALLS_A_BIN) ? CALLS_A_BIN : 1;
  return falling(parts.flatMap((part) => spread(part, calls)));
}

/** The timestep of each step: the sampler itself is asked, with a model that predicts nothing. */
async function trajectory(
  { sampler, steps, eta }: Pick<GenerationSettings, 'sampler' | 'steps' | 'eta'>,
  config: SchedulerConfig,
): Promise<number[]> {
  const nothing = async (x: Float32Array) => new Float32Array(x.length);
  const drawNormals = (count: number) => new Float32Array(count);
  const visited: number[] = [];
  try {
    for await (const { timestep } of denoise({
      ...{ sampler, config, steps, eta, drawNormals },
      ...{ model: nothing, noise: new Float32Array(1) },
    })) {
      visited.push(timestep);
    }
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== 'settings-invalid') throw error;
    const message = `This model cannot follow the run of ${steps} steps that the picture was made by, so nothing can be captured along it. ${error.message}`;
    throw new StudioError({ code: 'settings-invalid', message }, { cause: error });
  }
  return visited;
}

/** `count` of them, evenly apart. */
function spread(values: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, i) => values[Math.floor(((i + 0.5) * values.length) / count)] as number);
}

/** As whole numbers, none twice: sampler's timesteps may be fractions, and close together where there is little noise. */
function falling(timesteps: readonly number[]): number[] {
  const whole = timesteps.map((t) => Math.max(0, Math.round(t)));
  for (let i = whole.length - 2; i >= 0; i--) {
    whole[i] = Math.max(whole[i] as number, (whole[i + 1] as number) + 1);
  }
  return whole;
}
