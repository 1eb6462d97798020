import { IconButton } from '../controls/icon-button.tsx';
import { NumberInput } from '../controls/number-input.tsx';
import { useActions, useStudioState } from '../studio-context.tsx';

const MAX_SEED = 0xffffffff;

/** The seed, with a lock (keep it for the next picture) and dice. */
export function SeedField() {
  const seed = useStudioState((state) => state.draft.seed);
  const isLocked = useStudioState((state) => state.seedLocked);
  const actions = useActions();
  return (
    <div className="field">
      <span className="field-label" aria-hidden="true">
        Seed
      </span>
      <div className="seed-row">
        <NumberInput
          label="Seed"
          value={seed}
          min={0}
          max={MAX_SEED}
          step={1}
          className="seed-input"
          onChange={(value) => actions.changeDraft({ seed: value })}
        />
        <IconButton
          icon={isLocked ? 'lock' : 'unlock'}
          label="Lock seed"
          isPressed={isLocked}
          onPress={() => actions.setSeedLocked(!isLocked)}
        />
        <IconButton icon="dice" label="New random seed" onPress={() => actions.rollSeed()} />
      </div>
    </div>
  );
}
