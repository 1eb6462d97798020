import { useId, useRef } from 'react';
import { Button } from 'react-aria-components';
import { Icon } from '../controls/icons.tsx';
import { PhotoButton } from '../photo/photo-button.tsx';
import { activeJob, generateBlocker } from '../selectors.ts';
import { useActions, useStudioState } from '../studio-context.tsx';
import { generateNote } from './generate-note.ts';

/** A second click that was meant for Generate must not stop the run it started. */
const DOUBLE_CLICK_MS = 500;

/** Generate, which becomes Stop while a picture forms; then another picture can be queued. */
export function GenerateBar() {
  const job = useStudioState(activeJob);
  // Between two jobs of a queue it stays Stop; with the engine down there is nothing to stop.
  const isRunning = useStudioState(
    (state) => activeJob(state) !== null || (state.engine.phase === 'ready' && state.jobs.length > 0),
  );
  const blocker = useStudioState(generateBlocker);
  const note = useStudioState(generateNote);
  const actions = useActions();
  const startedAt = useRef(0);
  const noteId = useId();

  const generate = () => {
    startedAt.current = performance.now();
    actions.generate();
  };
  const stop = () => {
    if (performance.now() - startedAt.current > DOUBLE_CLICK_MS) actions.stop(job?.id);
  };
  return (
    <div className="generate-bar">
      <p id={noteId} className="generate-note number" translate="no">
        {note}
      </p>
      <div className="generate-row">
        <Button
          className={isRunning ? 'button button-stop' : 'button button-primary'}
          aria-describedby={noteId}
          aria-keyshortcuts={isRunning ? 'Escape' : 'Control+Enter'}
          isDisabled={!isRunning && blocker !== null}
          onPress={isRunning ? stop : generate}
        >
          {isRunning ? 'Stop' : 'Generate'}
          <span className="key" aria-hidden="true">
            {isRunning ? 'Esc' : 'Ctrl ↵'}
          </span>
        </Button>
        {isRunning && (
          <Button className="button" isDisabled={blocker !== null} onPress={() => actions.generate()}>
            <Icon name="plus" size={14} />
            Queue another
          </Button>
        )}
      </div>
      <PhotoButton />
    </div>
  );
}
