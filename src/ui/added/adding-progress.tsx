import { Button } from 'react-aria-components';
import { formatDuration } from '../format.ts';
import { useActions, useStudioState } from '../studio-context.tsx';

/** How far the capture of further classes is, and the way out of it. */
export function AddingProgress({ pairId }: { readonly pairId: string }) {
  const adding = useStudioState((state) => state.adding);
  const actions = useActions();
  if (!adding) return null;
  const { names, phase, step, steps, remainingMs } = adding;
  const isHere = adding.pairId === pairId;
  const what = isHere ? `Adding ${names.join(', ')}` : 'Adding classes to another picture';
  const state =
    phase === 'waiting'
      ? 'after the picture that is being made'
      : phase === 'saving'
        ? 'storing it'
        : step > 0 && step < steps
          ? `${formatDuration(remainingMs)} left`
          : '';
  return (
    <div className="adding">
      <p className="hint">
        <span translate="no">{what}</span>
        {state && `: ${state}`}
      </p>
      <div className="adding-row">
        <progress
          className="load-progress"
          aria-label={what}
          max={1}
          value={phase === 'saving' ? 1 : steps > 0 ? step / steps : 0}
        />
        <Button className="button button-small" isDisabled={phase === 'saving'} onPress={() => actions.stopAdding()}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
