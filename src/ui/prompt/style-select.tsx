import { PROMPT_STYLES, type PromptStyle } from '../../core/prompt/types.ts';
import { SelectField } from '../controls/select-field.tsx';
import { useActions, useStudioState } from '../studio-context.tsx';

const LABELS: Readonly<Record<PromptStyle, string>> = {
  simple: 'Simple: “a photo of…”',
  caption: 'Caption only',
  classes: 'Classes only',
  'simple+classes': 'Simple; classes',
  'caption+classes': 'Caption; classes',
};

export function StyleSelect() {
  const style = useStudioState((state) => state.draft.style);
  const actions = useActions();
  return (
    <SelectField
      label="Prompt style"
      value={style}
      options={PROMPT_STYLES.map((value) => ({ value, label: LABELS[value] }))}
      onChange={(value) => actions.changeDraft({ style: value })}
    />
  );
}
