import { lazy, Suspense, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { addingBlocker } from '../../studio/added/adding-blocker.ts';
import { focusNeighbour } from '../controls/focus-neighbour.ts';
import { IconButton } from '../controls/icon-button.tsx';
import { Swatch } from '../controls/swatch.tsx';
import { useLabelSet } from '../label-scope.tsx';
import { findClass, selectedPair } from '../selectors.ts';
import { type Pair, useActions, useStudioState } from '../studio-context.tsx';
import { AddingProgress } from './adding-progress.tsx';
import { captureText } from './capture-text.ts';
import { useColumnName } from './use-column-name.ts';

const AddClassDialog = lazy(() => import('./add-class-dialog.tsx'));

/** Classes that the picture on the stage got after it was finished, and the way to more. */
export function AddedClasses() {
  const pair = useStudioState(selectedPair);
  if (!pair) return null;
  return (
    <section className="added" aria-label="Added classes">
      {(pair.addedClasses ?? []).length > 0 && <AddedList pair={pair} />}
      <AddingProgress pairId={pair.id} />
      <AddClassButton pair={pair} />
    </section>
  );
}

function AddedList({ pair }: { readonly pair: Pair }) {
  const labelSet = useLabelSet();
  const nameOf = useColumnName();
  const actions = useActions();
  return (
    <>
      <h3 className="field-label">Added afterwards</h3>
      <ul className="added-list">
        {(pair.addedClasses ?? []).map(({ classId, word, capture }) => {
          const label = findClass(labelSet, classId);
          const name = nameOf(classId);
          return (
            <li key={classId}>
              {label && <Swatch classId={classId} />}
              <span className="added-name">
                <span translate="no">{name}</span>
                <span className="hint">
                  {word === undefined ? '' : 'a word, heatmap only, '}
                  {captureText(capture, pair)}
                </span>
              </span>
              <IconButton
                icon="close"
                size="sm"
                label={word === undefined ? `Take ${name} out of the mask` : `Take ${name} out`}
                onPress={(event) => {
                  focusNeighbour(event, '.icon-button', '.added-button');
                  actions.dropAddedClass(pair.id, classId);
                }}
              />
            </li>
          );
        })}
      </ul>
    </>
  );
}

function AddClassButton({ pair }: { readonly pair: Pair }) {
  const blocker = useStudioState((state) => addingBlocker(state, pair, state.recordShape ?? null));
  const isAdding = useStudioState((state) => state.adding !== null);
  const [isOpen, setOpen] = useState(false);
  // Once opened it stays, so that it can close as dialogs do.
  const wasOpen = useRef(false);
  wasOpen.current ||= isOpen;
  return (
    <>
      <Button
        className="button button-small added-button"
        isDisabled={blocker !== null}
        {...(blocker && !isAdding && { 'aria-describedby': 'added-blocker' })}
        onPress={() => setOpen(true)}
      >
        Add a class…
      </Button>
      {blocker && !isAdding && (
        <p className="hint" id="added-blocker">
          {blocker}
        </p>
      )}
      {wasOpen.current && (
        <Suspense fallback={null}>
          <AddClassDialog pair={pair} isOpen={isOpen} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
