import type { GenerationSettings } from '../../core/dataset/types.ts';

/** Pictures with a clip skip; with 1, which is none, the setting is left out, as in settings that never had it. */
export function withClipSkip({ clipSkip: _, ...draft }: GenerationSettings, clipSkip: number): GenerationSettings {
  return clipSkip === 1 ? draft : { ...draft, clipSkip };
}
