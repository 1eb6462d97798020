import type { GenerationSettings } from '../../src/core/dataset/types.ts';
import type { RowRules } from '../../src/core/lists/types.ts';
import type { LabelSet, Tokenizer } from '../../src/core/prompt/types.ts';
import { previewPrompt } from '../../src/studio/settings/preview-prompt.ts';

/** Whether the model can be given a prompt, as the studio tells. */
export function promptCheck(
  { tokenizer }: { readonly tokenizer: Tokenizer },
  settings: GenerationSettings,
  labelSet: LabelSet,
): RowRules['checkPrompt'] {
  return (caption, classes) => {
    const draft = { ...settings, caption, classIds: classes.map(({ id }) => id) };
    const preview = previewPrompt(draft, labelSet, tokenizer);
    return preview && !preview.ok ? preview.error : null;
  };
}
