import { Button } from 'react-aria-components';
import { useShallow } from 'zustand/react/shallow';
import { otherModels } from '../../selectors.ts';
import { useActions, useStudioState } from '../../studio-context.tsx';
import { FailedList } from './failed-list.tsx';
import { QueueRows } from './queue-rows.tsx';
import { queueProgress } from './queue-text.ts';

/** What waits for the running picture, and what has failed. */
export function QueuePanel() {
  const waiting = useStudioState(useShallow((state) => state.jobs.filter((job) => job.state === 'queued')));
  const failed = useStudioState((state) => state.failedJobs);
  if (waiting.length === 0 && failed.length === 0) return null;
  return (
    <section className="queue scroll" aria-label="Queue">
      {waiting.length > 0 && <QueueHead waiting={waiting.length} />}
      {waiting.length > 0 && <QueueRows jobs={waiting} />}
      {failed.length > 0 && <FailedList failed={failed} />}
    </section>
  );
}

function QueueHead({ waiting }: { readonly waiting: number }) {
  const isPaused = useStudioState((state) => state.queue.isPaused);
  const actions = useActions();
  return (
    <div className="queue-head">
      <h3 className="field-label">
        Queue <span className="number">· {waiting}</span>
      </h3>
      <Button className="button button-small" aria-pressed={isPaused} onPress={() => actions.setQueuePaused(!isPaused)}>
        {isPaused ? 'Resume' : 'Pause'}
      </Button>
      <Button className="button button-small button-quiet" onPress={() => actions.cancelQueue()}>
        Cancel all
      </Button>
      <QueueProgress />
      <QueueNotes />
    </div>
  );
}

function QueueProgress() {
  const text = useStudioState(queueProgress);
  const share = useStudioState(({ queue, jobs }) => queue.made / (queue.made + jobs.length || 1));
  return (
    <div className="queue-progress">
      <div className="queue-bar" aria-hidden="true">
        <span style={{ transform: `scaleX(${share})` }} />
      </div>
      <p className="hint number">{text}</p>
    </div>
  );
}

/** Why some or all of it does not go on. */
function QueueNotes() {
  const isElsewhere = useStudioState((state) => state.queue.isElsewhere);
  const others = useStudioState(otherModels);
  const inUse = useStudioState((state) => state.model.name);
  const actions = useActions();
  return (
    <>
      {isElsewhere && (
        <p className="queue-note">Another tab of the studio makes these. If it closes, this one goes on.</p>
      )}
      {others && (
        <div className="queue-note">
          <p>
            {others} The model in use is <span translate="no">{inUse}</span>.
          </p>
          <Button className="button button-small" onPress={() => actions.adoptQueue()}>
            <span>
              Make them with <span translate="no">{inUse}</span>
            </span>
          </Button>
        </div>
      )}
    </>
  );
}
