import { SwitchRow } from '../controls/switch-row.tsx';
import { useActions, useStudioState } from '../studio-context.tsx';

/** Draws with the model's student of few steps. Only where the model has one, or the settings still ask for it. */
export function QuickSwitch() {
  const isQuick = useStudioState((state) => state.draft.quick === true);
  const isReady = useStudioState((state) => state.engine.phase === 'ready');
  const hasQuick = useStudioState(
    ({ engine }) => engine.phase === 'ready' && engine.info.model.hasQuickWeights === true,
  );
  const actions = useActions();
  if (!hasQuick && !isQuick) return null;
  return (
    <SwitchRow
      label="Quick"
      hint={
        hasQuick || !isReady
          ? 'A picture in a quarter of the calls, and rougher. The same seed gives much the same picture without.'
          : 'The model in use has no quick weights: turn this off, or load the bundled model.'
      }
      isSelected={isQuick}
      isDisabled={!isReady}
      onChange={actions.setQuick}
    />
  );
}
