import type { GenerationSettings } from '../../core/dataset/types.ts';
import { type Failure, StudioError } from '../../core/errors.ts';
import { composePrompt } from '../../core/prompt/compose-prompt.ts';
import { composeToFit } from '../../core/prompt/compose-to-fit.ts';
import type { ComposedPrompt, LabelClass, LabelSet, Tokenizer } from '../../core/prompt/types.ts';
import type { PromptPreview } from '../types.ts';

/**
 * The draft's prompt as the model will read it, or the first reason why it cannot. All three texts that are encoded must
 * fit: prompt, negative prompt and class prompt. Null while the tokenizer is loading and nothing else is wrong.
 */
export function previewPrompt(
  draft: GenerationSettings,
  labelSet: LabelSet,
  tokenizer: Tokenizer | null,
): PromptPreview | null {
  let composed: ComposedPrompt | null = null;
  try {
    const { caption, style, backgroundWords } = draft;
    const parts = { caption, classes: pickClasses(draft, labelSet), style, backgroundWords };
    composed = composePrompt(parts);
    if (tokenizer === null) return null;
    const encoding = tokenizer.encode(composed.prompt);
    composed = within('class prompt', () => composeToFit(parts, tokenizer).composed);
    within('negative prompt', () => tokenizer.encode(draft.negativePrompt));
    return { ok: true, composed, encoding, maxLength: tokenizer.maxLength };
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return { ok: false, composed, error: toFailure(error, error.message) };
  }
}

/** @throws StudioError `class-unknown` */
export function pickClasses(draft: GenerationSettings, labelSet: LabelSet): LabelClass[] {
  return draft.classIds.map((id) => {
    const found = labelSet.classes.find((candidate) => candidate.id === id);
    if (found) return found;
    throw new StudioError({
      code: 'class-unknown',
      message: `Expected a class of ${labelSet.name}; found id ${id}. Remove it from the prompt.`,
    });
  });
}

/** What `encode` gives; its failure names the text. */
function within<T>(what: string, encode: () => T): T {
  try {
    return encode();
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    throw new StudioError(toFailure(error, `In the ${what}: ${error.message}`), { cause: error });
  }
}

function toFailure({ code, details }: StudioError, message: string): Failure {
  return details ? { code, message, details } : { code, message };
}
