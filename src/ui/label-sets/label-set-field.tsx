import { lazy, Suspense, useEffect, useId, useState } from 'react';
import { Button } from 'react-aria-components';
import { offeredLabelSets } from '../../studio/label-sets/known-label-sets.ts';
import { useActions, useStudioState } from '../studio-context.tsx';

const LabelSetDialog = lazy(() => import('./label-set-dialog.tsx'));

/** Which classes there are to choose from, and the way to a set of one's own. */
export function LabelSetField() {
  const known = useStudioState((state) => state.labelSets);
  const chosen = useStudioState((state) => state.labelSet);
  const actions = useActions();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const offered = offeredLabelSets({ labelSets: known });
  const isOffered = offered.some(({ set }) => set.id === chosen.id);
  // Another tab may have made one.
  useEffect(() => {
    addEventListener('focus', actions.readLabelSets);
    return () => removeEventListener('focus', actions.readLabelSets);
  }, [actions]);
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        Label set
      </label>
      <div className="label-set-row">
        <div className="select">
          <select
            id={id}
            className="input"
            translate="no"
            value={chosen.id}
            onChange={(event) => actions.chooseLabelSet(event.target.value)}
          >
            {!isOffered && <option value={chosen.id}>{chosen.name} (earlier version)</option>}
            {offered.map(({ set }) => (
              <option key={set.id} value={set.id}>
                {set.name}
              </option>
            ))}
          </select>
        </div>
        <Button className="button" aria-label="Edit label sets" aria-haspopup="dialog" onPress={() => setOpen(true)}>
          Edit
        </Button>
      </div>
      {isOpen && (
        <Suspense fallback={null}>
          <LabelSetDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}
