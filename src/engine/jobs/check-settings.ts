import { SELF_POWER_LIMITS } from '../../core/attention/self-power.ts';
import type { GenerationSettings } from '../../core/dataset/types.ts';
import { ALL_TIMESTEPS } from '../../core/diffusion/guided-timesteps.ts';
import { SETTING_LIMITS } from '../../core/diffusion/setting-limits.ts';
import { StudioError } from '../../core/errors.ts';
import { type GridSize, type MapSide, sideText } from '../../core/grid-size.ts';
import { askedSize, sidesAt, sizeProblem } from '../../core/picture-sizes.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';
import { QUICK_SETTINGS } from '../../core/weights/quick-settings.ts';
import type { GenerateRequest, ModelInfo } from '../../rpc/contract.ts';
import type { LoadedModel } from '../load/load-model.ts';

/** @throws StudioError `settings-invalid` naming all that is wrong */
export function checkSettings({ settings, tuning }: GenerateRequest, model: ModelInfo): void {
  const problems: string[] = [];
  const { steps, eta } = SETTING_LIMITS;
  if (!Number.isInteger(settings.steps) || !isWithin(settings.steps, steps)) {
    problems.push(`steps must be a whole number from ${steps.min} to ${steps.max}, found ${settings.steps}`);
  }
  problems.push(...guidanceProblems(settings));
  const { guidanceRescale = 0 } = settings;
  if (!(guidanceRescale >= 0 && guidanceRescale <= 1)) {
    problems.push(`guidance rescale must lie between 0 and 1, found ${guidanceRescale}`);
  }
  if (!isWithin(settings.eta, eta)) {
    problems.push(`η must lie between ${eta.min} and ${eta.max}, found ${settings.eta}`);
  }
  const size = askedSize(settings, model.sizes);
  const wrongSize = sizeProblem(model.sizes, size);
  problems.push(
    ...quickProblems(settings, model),
    ...clipSkipProblems(settings, model),
    ...captureProblems(settings),
    ...(wrongSize ? [wrongSize] : sideProblems(tuning, size, model)),
  );
  throwProblems(problems);
}

function quickProblems(settings: GenerationSettings, { name, hasQuickWeights }: ModelInfo): string[] {
  if (!settings.quick) return [];
  if (!hasQuickWeights) return [`the model "${name}" has no quick weights: choose Full, or the bundled model`];
  const found = { ...settings, guidanceRescale: settings.guidanceRescale ?? 0 };
  const wrong = (Object.keys(QUICK_SETTINGS) as (keyof typeof QUICK_SETTINGS)[]).filter(
    (key) => found[key] !== QUICK_SETTINGS[key],
  );
  return wrong.map((key) => `quick pictures take ${key} ${QUICK_SETTINGS[key]}, found ${found[key]}`);
}

/**
 * What a capture of a finished picture reads of its settings.
 * @param size of the picture, one that the model can look at
 * @param tuning of the live heatmaps; null: there are none
 * @throws StudioError `settings-invalid`
 */
export function checkCaptureSettings(
  settings: Pick<GenerationSettings, 'seed' | 'selfPower' | 'guidance' | 'guidedTimesteps' | 'clipSkip'>,
  tuning: TuningSettings | null,
  size: GridSize,
  { info, takesGuidance }: Pick<LoadedModel, 'info' | 'takesGuidance'>,
): void {
  const guidance = takesGuidance ? guidanceProblems(settings) : [];
  throwProblems([
    ...guidance,
    ...captureProblems(settings),
    ...clipSkipProblems(settings, info),
    ...(tuning ? sideProblems(tuning, size, info) : []),
  ]);
}

function clipSkipProblems(
  { clipSkip = 1 }: Pick<GenerationSettings, 'clipSkip'>,
  { maxClipSkip }: ModelInfo,
): string[] {
  if (Number.isInteger(clipSkip) && clipSkip >= 1 && clipSkip <= maxClipSkip) return [];
  const expected = `clip skip must be ${maxClipSkip === 1 ? '1' : `a whole number from 1 to ${maxClipSkip}`}`;
  const why =
    maxClipSkip === 1
      ? ': the text encoder puts out no states of its earlier layers (hidden_states.N beside last_hidden_state)'
      : '';
  return [`${expected} with this model, found ${clipSkip}${why}`];
}

function guidanceProblems({
  guidance,
  guidedTimesteps = ALL_TIMESTEPS,
}: Pick<GenerationSettings, 'guidance' | 'guidedTimesteps'>): string[] {
  const problems: string[] = [];
  const { min, max } = SETTING_LIMITS.guidance;
  if (!isWithin(guidance, SETTING_LIMITS.guidance)) {
    problems.push(`guidance must lie between ${min} and ${max}, found ${guidance}`);
  }
  const [lowest, highest] = guidedTimesteps;
  if (!guidedTimesteps.every(Number.isInteger) || lowest < 0 || highest < lowest) {
    problems.push(
      `guided timesteps must be two whole numbers from 0 up, the lower first, found ${guidedTimesteps.join(', ')}`,
    );
  }
  return problems;
}

function isWithin(value: number, { min, max }: { readonly min: number; readonly max: number }): boolean {
  return value >= min && value <= max;
}

function captureProblems({ seed, selfPower = 1 }: Pick<GenerationSettings, 'seed' | 'selfPower'>): string[] {
  const problems: string[] = [];
  if (!(Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff)) {
    problems.push(`the seed must be a whole number from 0 to 4294967295, found ${seed}`);
  }
  const { min, max } = SELF_POWER_LIMITS;
  if (!isWithin(selfPower, SELF_POWER_LIMITS)) {
    problems.push(`the power of self-attention must lie between ${min} and ${max}, found ${selfPower}`);
  }
  return problems;
}

function sideProblems({ crossSides, selfSide }: TuningSettings, size: GridSize, { sizes }: ModelInfo): string[] {
  const offered = sidesAt(sizes, size);
  const unknownSides = crossSides.filter((side) => !offered.crossSides.includes(side));
  if (crossSides.length > 0 && unknownSides.length === 0 && offered.selfSides.includes(selfSide)) return [];
  const list = (sides: readonly MapSide[]) => sides.map(sideText).join(', ') || 'none';
  return [
    `cross sides must be among ${list(offered.crossSides)} and the self side among ${list(offered.selfSides)}, ` +
      `found ${list(crossSides)} and ${sideText(selfSide)}`,
  ];
}

function throwProblems(problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new StudioError({ code: 'settings-invalid', message: `Cannot generate: ${problems.join('; ')}.` });
}
