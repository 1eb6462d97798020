import { useId } from 'react';
import { useActions, useStudioState } from '../../studio-context.tsx';

/** Words of what is behind the classes, for the class prompt. */
export function BackgroundWordsInput() {
  const words = useStudioState((state) => state.draft.backgroundWords ?? '');
  const actions = useActions();
  const id = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        Background words
      </label>
      <input
        id={id}
        className="input"
        value={words}
        placeholder="grass sky road room"
        aria-describedby={`${id}-hint`}
        onChange={(event) => actions.changeDraft({ backgroundWords: event.target.value })}
      />
      <p id={`${id}-hint`} className="hint">
        They follow the classes in the class prompt and take attention that is not theirs. The picture stays as it is.
        Words that do not fit are left out.
      </p>
    </div>
  );
}
