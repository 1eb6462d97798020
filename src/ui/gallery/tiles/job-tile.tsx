import { activeJob } from '../../selectors.ts';
import { useActions, useStudioState } from '../../studio-context.tsx';

/** The picture that is forming; a click puts it back on the stage. */
export function JobTile() {
  const job = useStudioState(activeJob);
  const isWatched = useStudioState((state) => state.selectedId === null);
  const waiting = useStudioState((state) => state.jobs.filter((entry) => entry.state === 'queued').length);
  const actions = useActions();
  if (!job) return null;
  const share = job.steps > 0 ? job.step / job.steps : 0;
  return (
    <button
      type="button"
      className="tile job-tile"
      data-shown={isWatched ? '' : undefined}
      onClick={() => actions.selectPair(null)}
    >
      <span className="visually-hidden">Watch the running picture </span>
      <svg viewBox="0 0 36 36" className="job-ring" aria-hidden="true">
        <circle cx="18" cy="18" r="14" />
        <circle cx="18" cy="18" r="14" pathLength={100} strokeDasharray={`${share * 100} 100`} />
      </svg>
      <span className="job-share number">{Math.round(share * 100)}%</span>
      {waiting > 0 && (
        <span className="job-waiting number">
          +{waiting}
          <span className="visually-hidden"> queued</span>
        </span>
      )}
    </button>
  );
}
