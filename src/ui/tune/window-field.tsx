import { RangeRow } from '../controls/slider/range-row.tsx';
import { useActions, useStudioState } from '../studio-context.tsx';

interface WindowFieldProps {
  /** How many parts the trajectory was recorded in. */
  readonly bins: number;
  readonly isDisabled: boolean;
}

/** Which part of the trajectory counts, in steps of the recorded parts. */
export function WindowField({ bins, isDisabled }: WindowFieldProps) {
  const [first, last] = useStudioState((state) => state.tuning.window);
  const actions = useActions();
  const percent = (edge: number) => `${Math.round((edge / bins) * 100)}%`;
  return (
    <RangeRow
      label="Step window"
      ends={['Window start', 'Window end']}
      valueText={`${percent(first)} – ${percent(last + 1)}`}
      value={[first, last + 1]}
      {...{ min: 0, max: bins, step: 1 }}
      hint="Only attention from this part of the run counts."
      isDisabled={isDisabled || bins < 2}
      onChange={([from, to]) => actions.tune({ window: [from, to - 1] })}
    />
  );
}
