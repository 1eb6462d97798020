import type { GenerationSettings } from '../../src/core/dataset/types.ts';
import { SETTING_LIMITS } from '../../src/core/diffusion/setting-limits.ts';
import { StudioError } from '../../src/core/errors.ts';
import type { LabelSet } from '../../src/core/prompt/types.ts';
import { QUICK_SETTINGS } from '../../src/core/weights/quick-settings.ts';
import type { SuggestedSettings } from '../../src/rpc/contract.ts';
import type { SettingsFile } from '../../src/storage/settings/settings-file.ts';
import { defaultDraft } from '../../src/studio/settings/defaults.ts';
import { quickened, suitedTo } from '../../src/studio/settings/suited.ts';
import { withFileSettings } from '../../src/studio/settings/with-file-settings.ts';
import { wholeNumber } from '../inputs/numbers.ts';

/** A side of a picture; which lengths a model draws is told once it is open. */
const MAX_PIXELS = 4096;

/** What the command line says about settings, as it is written. */
export interface AskedSettings {
  readonly seed?: string | undefined;
  readonly steps?: string | undefined;
  readonly width?: string | undefined;
  readonly height?: string | undefined;
  readonly clipSkip?: string | undefined;
  readonly quick?: boolean | undefined;
}

/** @throws StudioError `arguments-invalid` */
export function readAskedSettings({
  seed,
  steps,
  width,
  height,
  clipSkip,
  quick: isQuick = false,
}: AskedSettings): Partial<Pick<GenerationSettings, 'seed' | 'steps' | 'width' | 'height' | 'clipSkip'>> & {
  readonly isQuick: boolean;
} {
  const { min, max } = SETTING_LIMITS.steps;
  const { min: leastSkip, max: mostSkip } = SETTING_LIMITS.clipSkip;
  if (isQuick && steps !== undefined) {
    const message = `Expected --quick or --steps, found both. Quick pictures always have ${QUICK_SETTINGS.steps} steps: leave --steps out.`;
    throw new StudioError({ code: 'arguments-invalid', message });
  }
  return {
    isQuick,
    ...(seed === undefined ? {} : { seed: wholeNumber('--seed', seed, 0, 0xffffffff) }),
    ...(steps === undefined ? {} : { steps: wholeNumber('--steps', steps, min, max) }),
    ...(width === undefined ? {} : { width: wholeNumber('--width', width, 1, MAX_PIXELS) }),
    ...(height === undefined ? {} : { height: wholeNumber('--height', height, 1, MAX_PIXELS) }),
    ...(clipSkip === undefined ? {} : { clipSkip: wholeNumber('--clip-skip', clipSkip, leastSkip, mostSkip) }),
  };
}

/** The settings that a run's items share: what suits the model, over it a settings file, over it the command line. */
export function sharedSettings(
  suggested: SuggestedSettings,
  labelSet: LabelSet,
  { generation = {} }: SettingsFile,
  { isQuick, ...asked }: ReturnType<typeof readAskedSettings>,
): GenerationSettings {
  const suited = suitedTo(suggested, defaultDraft(labelSet.id, 0));
  const settings = withFileSettings(suited, generation);
  return { ...(isQuick ? quickened(suggested, settings) : settings), ...asked };
}
