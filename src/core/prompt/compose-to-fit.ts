import { StudioError } from '../errors.ts';
import { composePrompt, type PromptParts } from './compose-prompt.ts';
import type { ComposedPrompt, Encoding, Tokenizer } from './types.ts';

export interface FittingPrompt {
  readonly composed: ComposedPrompt;
  readonly classEncoding: Encoding;
}

/**
 * `composePrompt` with the class prompt encoded. Background words that no longer fit behind the classes are left out, the last
 * first: they help masks, classes are what was asked for.
 * @throws StudioError as `composePrompt`, and `prompt-too-long` where the classes alone do not fit
 */
export function composeToFit(parts: PromptParts, tokenizer: Tokenizer): FittingPrompt {
  const words = (parts.backgroundWords ?? '').split(/\s+/).filter(Boolean);
  for (let count = words.length; ; count--) {
    const composed = composePrompt({ ...parts, backgroundWords: words.slice(0, count).join(' ') });
    try {
      return { composed, classEncoding: tokenizer.encode(composed.classPrompt) };
    } catch (error) {
      if (count === 0 || !(error instanceof StudioError) || error.code !== 'prompt-too-long') throw error;
    }
  }
}
