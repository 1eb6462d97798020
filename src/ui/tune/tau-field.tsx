import { MAX_TAU } from '../../core/attention/types.ts';
import { SliderRow } from '../controls/slider/slider-row.tsx';
import { useActions, useStudioState } from '../studio-context.tsx';

const TICKS = Array.from({ length: MAX_TAU + 1 }, (_, tick) => tick);

export function TauField({ isDisabled }: { readonly isDisabled: boolean }) {
  const tau = useStudioState((state) => state.tuning.tau);
  const actions = useActions();
  return (
    <SliderRow
      label="Refinement τ"
      name="Refinement exponent τ"
      {...{ value: tau, min: 0, max: MAX_TAU, step: 0.1, entryStep: 0.01, isDisabled }}
      ticks={TICKS}
      hint="Higher spreads a class over its whole object."
      onChange={(value) => actions.tune({ tau: value })}
    />
  );
}
