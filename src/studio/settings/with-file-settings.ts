import type { GenerationSettings } from '../../core/dataset/types.ts';
import type { SharedSettings } from '../../storage/settings/made-settings.ts';

/**
 * The settings with those of a settings file over them. A file that tells steps tells capture, quickness, clip skip and size, too, and one
 * that tells guidance tells where it is applied: what it lacks of that is off, or the model's own.
 */
export function withFileSettings(settings: GenerationSettings, told: Partial<SharedSettings>): GenerationSettings {
  const { renoiseTimesteps: _r, quick: _q, clipSkip: _c, width: _w, height: _h, ...plain } = settings;
  const { guidedTimesteps, ...base } = told.steps === undefined ? settings : plain;
  const guided = told.guidance === undefined && guidedTimesteps !== undefined ? { guidedTimesteps } : {};
  return { ...base, ...guided, ...told };
}
