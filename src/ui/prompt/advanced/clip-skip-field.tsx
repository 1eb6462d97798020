import { SelectField } from '../../controls/select-field.tsx';
import { useActions, useStudioState } from '../../studio-context.tsx';

/** Which layer of the text encoder the model is given, where its text encoder shows more than the last. */
export function ClipSkipField() {
  const most = useStudioState((state) => (state.engine.phase === 'ready' ? state.engine.info.model.maxClipSkip : 1));
  const clipSkip = useStudioState((state) => state.draft.clipSkip ?? 1);
  const actions = useActions();
  if (most === 1 && clipSkip === 1) return null;
  const offered = Array.from({ length: most }, (_, i) => i + 1);
  const isTooMuch = clipSkip > most;
  const values = isTooMuch ? [...offered, clipSkip] : offered;
  return (
    <SelectField
      label="Clip skip"
      value={String(clipSkip)}
      options={values.map((value) => ({ value: String(value), label: labelOf(value) }))}
      hint={
        isTooMuch
          ? `The text encoder of the model in use shows ${most === 1 ? 'no earlier layers' : `${most - 1} earlier layers`}: choose ${most === 1 ? '1' : `1 to ${most}`}.`
          : 'Which layer of the text encoder the model is given, from the end. 2 for fine-tunes that say so; 1 for all others.'
      }
      onChange={(value) => actions.setClipSkip(Number(value))}
    />
  );
}

function labelOf(clipSkip: number): string {
  if (clipSkip === 1) return '1 · all layers';
  return `${clipSkip} · without the last ${clipSkip === 2 ? 'layer' : clipSkip - 1}`;
}
