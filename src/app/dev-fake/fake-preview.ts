import { composePrompt } from '../../core/prompt/compose-prompt.ts';
import type { LabelClass } from '../../core/prompt/types.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import type { PromptPreview, StudioState } from '../../studio/types.ts';

export const MAX_LENGTH = 32;

/** Splits at words; words of more than six letters give two tokens, as BPE might. */
export function fakePreview(draft: StudioState['draft']): PromptPreview {
  const classes = draft.classIds
    .map((id) => VOC_20.classes.find((label) => label.id === id))
    .filter((label): label is LabelClass => label !== undefined);
  if (classes.length === 0 || draft.caption.trim() === '') {
    const message = 'A mask needs at least one class and a caption.';
    return { ok: false, composed: null, error: { code: 'prompt-invalid', message } };
  }
  const composed = composePrompt({ caption: draft.caption, classes, style: draft.style });
  const tokens = [...composed.prompt.matchAll(/\w{1,6}|[^\w\s]/g)].map((match, index) => ({
    id: index,
    text: match[0],
    position: index + 1,
    start: match.index,
    end: match.index + match[0].length,
  }));
  if (tokens.length + 2 > MAX_LENGTH) {
    const message = `The model reads ${MAX_LENGTH - 2} tokens; this prompt has ${tokens.length}. Shorten the caption.`;
    return { ok: false, composed, error: { code: 'prompt-too-long', message } };
  }
  return { ok: true, composed, encoding: { ids: new Int32Array(MAX_LENGTH), tokens }, maxLength: MAX_LENGTH };
}
