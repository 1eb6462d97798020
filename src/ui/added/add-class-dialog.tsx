import { type KeyboardEvent, useId, useState } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { pairClassIds } from '../../core/pair-classes.ts';
import { addingBlocker, otherModelNote } from '../../studio/added/adding-blocker.ts';
import { wordProblem } from '../../studio/added/words.ts';
import { focusNeighbour } from '../controls/focus-neighbour.ts';
import { IconButton } from '../controls/icon-button.tsx';
import { Icon } from '../controls/icons.tsx';
import { Swatch } from '../controls/swatch.tsx';
import { useLabelSet } from '../label-scope.tsx';
import { UnknownClasses } from '../label-sets/unknown-note.tsx';
import { ClassField } from '../prompt/classes/class-picker.tsx';
import { activeJob, findClass } from '../selectors.ts';
import { type Pair, useActions, useStudioState } from '../studio-context.tsx';

interface AddClassDialogProps {
  readonly pair: Pair;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Which classes to look for in a finished picture. */
export default function AddClassDialog({ pair, isOpen, onClose }: AddClassDialogProps) {
  return (
    <ModalOverlay className="modal-overlay" isOpen={isOpen} isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className="modal">
        <Dialog className="dialog">
          <div className="dialog-head">
            <Heading slot="title" level={2}>
              Add a class
            </Heading>
            <IconButton icon="close" label="Close" onPress={onClose} />
          </div>
          <AddClassForm pair={pair} onClose={onClose} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function AddClassForm({ pair, onClose }: Omit<AddClassDialogProps, 'isOpen'>) {
  const labelSet = useLabelSet();
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const blocker = useStudioState((state) => addingBlocker(state, pair, state.recordShape ?? null));
  const otherModel = useStudioState((state) => otherModelNote(state, pair));
  const isBusy = useStudioState((state) => activeJob(state) !== null);
  const actions = useActions();
  const id = useId();
  const had = pairClassIds(pair);
  // Another tab may have added one meanwhile.
  const wanted = chosen.filter((classId) => !had.includes(classId));
  const [words, setWords] = useState<readonly string[]>([]);
  const [typed, setTyped] = useState('');
  const problem = wordProblem(typed, pair, labelSet, words);
  const written = typed.trim();
  const canTake = written !== '' && problem === null;
  // A word that is written and not yet taken counts, too: nobody has to know that Enter takes it.
  const allWords = canTake ? [...words, written] : words;
  const takeWord = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !canTake) return;
    event.preventDefault();
    setWords(allWords);
    setTyped('');
  };
  return (
    <div className="add-class-form">
      <p>
        The finished picture is noised again and shown to the model, which tells where it sees the class. The picture
        and the maps of its other classes stay as they are; nothing is generated.
      </p>
      <div className="field">
        <h3 className="field-label">Classes to look for</h3>
        {wanted.length > 0 && (
          <ul className="chips" aria-label="Classes to add">
            {wanted.map((classId) => {
              const name = findClass(labelSet, classId)?.promptName ?? `class ${classId}`;
              return (
                <li key={classId} className="chip">
                  <span className="add-class-chip">
                    <Swatch classId={classId} />
                    <span translate="no">{name}</span>
                  </span>
                  <Button
                    className="chip-remove"
                    aria-label={`Remove ${name}`}
                    onPress={(event) => {
                      focusNeighbour(event, '.chip-remove', '.add-class-form [role=combobox]');
                      setChosen(chosen.filter((other) => other !== classId));
                    }}
                  >
                    <Icon name="close" size={12} />
                  </Button>
                </li>
              );
            })}
          </ul>
        )}
        <ClassField
          labelSet={labelSet}
          chosen={[...had, ...chosen]}
          onPick={(classId) => setChosen([...chosen, classId])}
        />
      </div>
      <UnknownClasses id={`${id}-unknown`} labelSet={labelSet} classIds={wanted} />
      <div className="field">
        <label className="field-label" htmlFor={`${id}-word`}>
          Or a word that is no class <span className="hint">(its heatmap is shown, and no dataset has it)</span>
        </label>
        {words.length > 0 && (
          <ul className="chips" aria-label="Words to look for">
            {words.map((word) => (
              <li key={word} className="chip">
                <span className="add-class-chip" translate="no">
                  {word}
                </span>
                <Button
                  className="chip-remove"
                  aria-label={`Remove ${word}`}
                  onPress={(event) => {
                    focusNeighbour(event, '.chip-remove', '.add-class-word');
                    setWords(words.filter((other) => other !== word));
                  }}
                >
                  <Icon name="close" size={12} />
                </Button>
              </li>
            ))}
          </ul>
        )}
        <input
          id={`${id}-word`}
          className="input add-class-word"
          value={typed}
          placeholder="grass"
          aria-describedby={`${id}-word-problem`}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={takeWord}
        />
        <p className="hint" role="status" id={`${id}-word-problem`}>
          {written === '' ? '' : problem}
        </p>
      </div>
      {otherModel && <p className="hint">{otherModel}</p>}
      <div className="load-actions">
        <p className="hint" id={`${id}-note`}>
          {blocker ?? (isBusy ? 'It comes after the picture that is being made.' : '')}
        </p>
        <Button className="button" onPress={onClose}>
          Cancel
        </Button>
        <Button
          className="button button-primary"
          aria-describedby={`${id}-note ${id}-unknown`}
          isDisabled={blocker !== null || (written !== '' && !canTake) || wanted.length + allWords.length === 0}
          onPress={() => {
            actions.addClassesTo(pair.id, wanted, allWords);
            onClose();
          }}
        >
          {addLabel(wanted.length, allWords.length)}
        </Button>
      </div>
    </div>
  );
}

function addLabel(classes: number, words: number): string {
  if (classes > 0) return classes + words > 1 ? 'Add all' : 'Add the class';
  return words > 1 ? 'Show heatmaps' : words === 1 ? 'Show its heatmap' : 'Add the class';
}
