import { useId, useState } from 'react';
import { SelectField } from '../../controls/select-field.tsx';
import { useActions, useStudioState } from '../../studio-context.tsx';
import { parseTimesteps } from './parse-timesteps.ts';

/** Where no model says what suits it. */
const USUAL_TIMESTEPS = [650, 450, 250];

const CAPTURES = [
  { value: 'trajectory', label: 'While the picture forms' },
  { value: 'renoise', label: 'From the finished picture (re-noise)' },
] as const;

/** Where attention is captured: at each step, or afterwards, by noising the finished picture again. */
export function CaptureField() {
  const timesteps = useStudioState((state) => state.draft.renoiseTimesteps);
  const suggested = useStudioState((state) =>
    state.engine.phase === 'ready' ? state.engine.info.model.suggested.renoiseTimesteps : USUAL_TIMESTEPS,
  );
  const actions = useActions();
  return (
    <>
      <SelectField
        label="Attention"
        value={timesteps ? 'renoise' : 'trajectory'}
        options={CAPTURES}
        hint={
          timesteps
            ? 'The finished picture is noised again and shown to the model once a timestep. For models of one to four steps.'
            : undefined
        }
        onChange={(value) => actions.setRenoise(value === 'renoise' ? suggested : null)}
      />
      {timesteps && <TimestepsInput key={timesteps.join()} timesteps={timesteps} />}
    </>
  );
}

function TimestepsInput({ timesteps }: { readonly timesteps: readonly number[] }) {
  const [text, setText] = useState(timesteps.join(', '));
  const actions = useActions();
  const id = useId();
  const parsed = parseTimesteps(text);
  const problem = typeof parsed === 'string' ? parsed : null;
  const commit = () => {
    if (typeof parsed !== 'string' && parsed.join() !== timesteps.join()) actions.setRenoise(parsed);
  };
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        Timesteps
      </label>
      <input
        id={id}
        className="input number"
        value={text}
        inputMode="numeric"
        aria-invalid={problem !== null}
        aria-describedby={`${id}-hint`}
        onChange={(event) => setText(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => event.key === 'Enter' && commit()}
      />
      <p id={`${id}-hint`} className={problem === null ? 'hint' : 'error-text'}>
        {problem ?? '1 is almost the picture, 999 almost noise; 100 to 500 tells most.'}
      </p>
    </div>
  );
}
