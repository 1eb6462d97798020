import { Button } from 'react-aria-components';
import { selectedPair } from '../selectors.ts';
import { useActions, useStudioState } from '../studio-context.tsx';

/** That a mask is not the computed one alone, and the way back. */
export function EditNote() {
  const painted = useStudioState((state) => selectedPair(state)?.edits?.pixels ?? 0);
  const actions = useActions();
  if (painted === 0) return null;
  return (
    <div className="edit-note">
      <p className="hint">
        <span className="number">{painted.toLocaleString('en')}</span> {painted === 1 ? 'pixel' : 'pixels'} painted by
        hand. They stay on top of the mask whatever you tune.
      </p>
      <Button className="button button-quiet button-small" onPress={() => actions.dropEdits()}>
        Drop edits
      </Button>
    </div>
  );
}
