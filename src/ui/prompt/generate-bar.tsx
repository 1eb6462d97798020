import { useId, useRef } from 'react';
import { Button } from 'react-aria-components';
import { Icon } from '../controls/icons.tsx';
import { formatDuration } from '../format.ts';
import { activeJob, generateBlocker } from '../selectors.ts';
import { useActions, useStudioState } from '../studio-context.tsx';

/** A second click that was meant for Generate must not stop the run it started. */
const DOUBLE_CLICK_MS = 500;

/** Generate, which becomes Stop while a picture forms; then another picture can be queued. */
export function GenerateBar() {
  const job = useStudioState(activeJob);
  const queued = useStudioState((state) => state.jobs.length);
  const blocker = useStudioState(generateBlocker);
  const actions = useActions();
  const startedAt = useRef(0);
  const noteId = useId();
  const isRunning = queued > 0;
  const plan = useStudioState((state) => `${state.draft.steps} steps · seed ${state.draft.seed}`);

  const generate = () => {
    startedAt.current = performance.now();
    actions.generate();
  };
  const stop = () => {
    if (performance.now() - startedAt.current > DOUBLE_CLICK_MS) actions.stop(job?.id);
  };
  const note =
    job?.state === 'running'
      ? `Step ${job.step} of ${job.steps}${job.step > 0 ? ` · ${formatDuration(job.remainingMs)} left` : ''}`
      : job &&
        { encoding: 'Reading the prompt', refining: 'Refining attention', saving: 'Saving', queued: 'Waiting' }[
          job.state
        ];

  return (
    <div className="generate-bar">
      <p id={noteId} className="generate-note number">
        {isRunning ? note : (blocker ?? plan)}
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
    </div>
  );
}
