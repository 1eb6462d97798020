import { ALL_TIMESTEPS } from '../../../core/diffusion/guided-timesteps.ts';
import { RangeRow } from '../../controls/slider/range-row.tsx';
import { useActions, useStudioState } from '../../studio-context.tsx';

const [FIRST, LAST] = ALL_TIMESTEPS;

/** At which timesteps the picture is guided. */
export function GuidedTimestepsField() {
  const [lowest, highest] = useStudioState((state) => state.draft.guidedTimesteps ?? ALL_TIMESTEPS);
  const actions = useActions();
  return (
    <RangeRow
      label="Guided timesteps"
      ends={['Lowest guided timestep', 'Highest guided timestep']}
      valueText={`${lowest} – ${highest}`}
      value={[lowest, highest]}
      {...{ min: FIRST, max: LAST, step: 1 }}
      hint="999 is noise, 0 the picture. A step outside of them costs half the time; without guidance in noise pictures differ more."
      onChange={([from, to]) => actions.setGuidedTimesteps(from === FIRST && to === LAST ? null : [from, to])}
    />
  );
}
