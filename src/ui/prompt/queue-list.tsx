import { focusNeighbour } from '../controls/focus-neighbour.ts';
import { IconButton } from '../controls/icon-button.tsx';
import { useActions, useStudioState } from '../studio-context.tsx';

/** Jobs that wait for the running one. */
export function QueueList() {
  const jobs = useStudioState((state) => state.jobs);
  const actions = useActions();
  const waiting = jobs.filter((job) => job.state === 'queued');
  if (waiting.length === 0) return null;
  return (
    <section className="queue" aria-label="Queue">
      <h3 className="field-label">
        Queue <span className="number">· {waiting.length}</span>
      </h3>
      <ul>
        {waiting.map((job) => (
          <li key={job.id}>
            <span className="queue-caption" translate="no">
              {job.upload?.fileName ?? (job.settings.caption || 'Classes only')}
            </span>
            <span className="number">{job.settings.seed}</span>
            <IconButton
              icon="close"
              size="sm"
              label={`Cancel queued ${job.upload?.fileName ?? `picture, seed ${job.settings.seed}`}`}
              onPress={(event) => {
                focusNeighbour(event, 'button', '.generate-row button');
                actions.stop(job.id);
              }}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
