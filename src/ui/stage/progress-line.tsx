import { activeJob } from '../selectors.ts';
import { useStudioState } from '../studio-context.tsx';

/** A thin line along the top of the stage while a picture forms. Its room is always there. */
export function ProgressLine() {
  const job = useStudioState(activeJob);
  if (!job) return <div className="progress-line" />;
  const isRunning = job.state === 'running' && job.steps > 0;
  const share = isRunning ? job.step / job.steps : job.state === 'encoding' ? 0 : 1;
  return (
    <div
      className="progress-line"
      role="progressbar"
      aria-label="Generating"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
    >
      <span style={{ transform: `scaleX(${share})` }} />
    </div>
  );
}
