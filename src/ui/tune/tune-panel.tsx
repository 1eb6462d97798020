import { Button } from 'react-aria-components';
import { AddedClasses } from '../added/added-classes.tsx';
import { SwitchRow } from '../controls/switch-row.tsx';
import { FlagNotes } from '../gallery/flags/flag-notes.tsx';
import { selectedPair } from '../selectors.ts';
import { useActions, useStudioState } from '../studio-context.tsx';
import { SweepButton } from '../sweep/sweep-button.tsx';
import { AttentionFold } from './attention-fold.tsx';
import { EditNote } from './edit-note.tsx';
import { ObjectFold } from './object-fold.tsx';
import { PixelTable } from './pixel-table.tsx';
import { TauField } from './tau-field.tsx';
import { ThresholdField } from './threshold-field.tsx';

function CompareButton() {
  const isOn = useStudioState((state) => state.comparedTuning !== null);
  const actions = useActions();
  return (
    <Button
      className="button button-quiet button-small"
      aria-pressed={isOn}
      onPress={() => actions.setComparing(!isOn)}
    >
      Compare
    </Button>
  );
}

/** Turns the recorded attention of the selected picture into its mask; nothing here runs the model. */
export function TunePanel() {
  const isDisabled = useStudioState((state) => selectedPair(state) === null);
  const presenceGate = useStudioState((state) => state.tuning.presenceGate);
  const isGuided = useStudioState((state) => state.tuning.upsampling === 'guided');
  const pairs = useStudioState((state) => state.pairs.length);
  const actions = useActions();
  return (
    <section className="panel panel-tune" aria-label="Tune">
      <div className="panel-body scroll">
        <div className="panel-head">
          <h2 className="panel-title">Tune</h2>
          {isDisabled ? (
            <p className="hint">Select a finished picture first</p>
          ) : (
            <div className="tune-actions">
              <CompareButton />
              <SweepButton />
              <Button className="button button-quiet button-small" onPress={() => actions.resetTuning()}>
                Reset
              </Button>
            </div>
          )}
        </div>
        <FlagNotes />
        <TauField isDisabled={isDisabled} />
        <ThresholdField isDisabled={isDisabled} />
        <SwitchRow
          label="Leave out absent classes"
          hint="A class no better than chance gets no pixels."
          isSelected={presenceGate}
          isDisabled={isDisabled}
          onChange={(value) => actions.tune({ presenceGate: value })}
        />
        <SwitchRow
          label="Follow the picture’s edges"
          hint="Guided upsampling: masks end where colours change."
          isSelected={isGuided}
          isDisabled={isDisabled}
          onChange={(value) => actions.tune({ upsampling: value ? 'guided' : 'bicubic' })}
        />
        <AttentionFold isDisabled={isDisabled} />
        <ObjectFold isDisabled={isDisabled} />
        <PixelTable />
        <AddedClasses />
        <EditNote />
      </div>
      <div className="panel-foot">
        <Button
          className="button button-wide"
          isDisabled={isDisabled || pairs < 2}
          onPress={() => actions.applyTuningToAll()}
        >
          Apply to all {pairs > 1 ? `${pairs} pictures` : 'pictures'}
        </Button>
      </div>
    </section>
  );
}
