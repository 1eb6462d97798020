import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { labelSetAdvice } from '../../core/prompt/label-sets/label-set-advice.ts';
import { IconButton } from '../controls/icon-button.tsx';
import { useActions, useStudio, useStudioState } from '../studio-context.tsx';
import { ClassTable } from './class-table.tsx';
import { beginHistory, record, redo, undo } from './edit-history.ts';
import { FileBar } from './file-bar.tsx';
import {
  addRow,
  classesOf,
  contentOf,
  draftOf,
  draftProblems,
  duplicate,
  EMPTY_DRAFT,
  type LabelSetDraft,
  separateColors,
} from './label-set-draft.ts';
import { knownClassesOf, unknownText } from './unknown-text.ts';

/** A label set, edited: nothing is kept before Save. */
export default function LabelSetDialog({ onClose }: { readonly onClose: () => void }) {
  const studio = useStudio();
  const actions = useActions();
  const knownClasses = useStudioState(knownClassesOf);
  const [history, setHistory] = useState(() => beginHistory(chosenDraft(studio.getState())));
  const [isLeaving, setLeaving] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const editor = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // A button that took itself away, or was disabled, leaves the focus nowhere, where Escape and Ctrl+Z are not heard.
    const frame = requestAnimationFrame(() => {
      if (document.activeElement === document.body) editor.current?.focus();
    });
    return () => cancelAnimationFrame(frame);
  });
  const draft = history.present;
  const problems = draftProblems(draft);
  const ofSet = problems.filter(({ key }) => key === null);
  const isChanged = history.past.length > 0;
  const classes = classesOf(draft);
  const numbered = classes.map((one, index) => ({ ...one, id: index + 1 }));
  const unknown = unknownText(numbered, knownClasses);
  const advice = [...labelSetAdvice(classes.filter(({ name }) => name !== '')), ...(unknown ? [unknown] : [])];

  const change = (next: LabelSetDraft, topic: string | null = null) => {
    setHistory((before) => record(before, next, topic));
    setFailure(null);
  };
  const leave = () => {
    if (isChanged) setLeaving(true);
    else onClose();
  };
  const save = async () => {
    const result = await actions.saveLabelSet({ ...contentOf(draft), replacesId: draft.replacesId });
    if (result.ok) onClose();
    else setFailure(result.error.message);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 'z') return;
    event.preventDefault();
    setHistory(event.shiftKey ? redo : undo);
  };
  const clashes = problems.some(({ field }) => field === 'color');
  return (
    <ModalOverlay className="modal-overlay" isOpen onOpenChange={(open) => !open && leave()}>
      <Modal className="modal modal-wide modal-labels">
        <Dialog className="dialog label-dialog">
          {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the whole dialog, each on a button, too */}
          <div ref={editor} className="label-editor" tabIndex={-1} onKeyDown={onKeyDown}>
            <div className="dialog-head">
              <Heading slot="title" level={2}>
                Label set
              </Heading>
              <div className="label-head-actions">
                <IconButton
                  icon="undo"
                  label="Undo"
                  shortcut="Ctrl Z"
                  isDisabled={history.past.length === 0}
                  onPress={() => setHistory(undo)}
                />
                <IconButton
                  icon="redo"
                  label="Redo"
                  shortcut="Ctrl Shift Z"
                  isDisabled={history.future.length === 0}
                  onPress={() => setHistory(redo)}
                />
                <IconButton icon="close" label="Close" onPress={leave} />
              </div>
            </div>
            <div className="label-name-row">
              <label className="field label-name">
                <span className="field-label">Name of the set</span>
                <input
                  className="input"
                  value={draft.name}
                  aria-invalid={ofSet.some(({ field }) => field === 'setName')}
                  onChange={(event) => change({ ...draft, name: event.target.value }, 'name of the set')}
                />
              </label>
              <Button className="button" onPress={() => change({ ...EMPTY_DRAFT, nextKey: draft.nextKey })}>
                New
              </Button>
              <Button className="button" onPress={() => change(duplicate(draft))}>
                Duplicate
              </Button>
            </div>
            <p className="hint">
              {draft.replacesId
                ? 'Pictures that were made with this set keep it as it was.'
                : 'A new set. The studio’s own sets stay as they are.'}{' '}
              The place of a class is its number in masks: 1 for the first, up to 254.
            </p>
            <FileBar draft={draft} isValid={problems.length === 0} onChange={change} onFailure={setFailure} />
            <ClassTable draft={draft} problems={problems} onChange={change} />
            <div className="label-actions">
              <Button className="button" onPress={() => change(addRow(draft))}>
                Add class
              </Button>
              {clashes && (
                <Button className="button" onPress={() => change(separateColors(draft))}>
                  Set equal colours apart
                </Button>
              )}
            </div>
            {advice.length > 0 && (
              <ul className="label-advice" aria-label="Worth a look">
                {advice.map((sentence) => (
                  <li key={sentence}>{sentence}</li>
                ))}
              </ul>
            )}
            <div className="label-foot">
              <div role="alert" className="label-alert">
                {failure && <p className="error-text">{failure}</p>}
                {!failure && ofSet[0] && <p className="error-text">{ofSet[0].message}</p>}
                {isLeaving && <p>Your changes are not saved.</p>}
              </div>
              {isLeaving ? (
                <div className="label-foot-row">
                  <Button className="button button-danger" onPress={onClose}>
                    Discard changes
                  </Button>
                  <Button className="button" onPress={() => setLeaving(false)}>
                    Keep editing
                  </Button>
                </div>
              ) : (
                <div className="label-foot-row">
                  <RemoveButton id={draft.replacesId} onRemoved={onClose} />
                  <span className="label-count number">
                    {draft.rows.length} {draft.rows.length === 1 ? 'class' : 'classes'}
                    {problems.length > 0 && `, ${problems.length} to correct`}
                  </span>
                  <Button
                    className="button button-primary"
                    isDisabled={problems.length > 0}
                    onPress={() => void save()}
                  >
                    Save
                  </Button>
                </div>
              )}
            </div>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function chosenDraft(state: ReturnType<ReturnType<typeof useStudio>['getState']>): LabelSetDraft {
  const { labelSet, labelSets } = state;
  const isOwn = labelSets.some(({ set, createdAt }) => set.id === labelSet.id && createdAt !== null);
  return draftOf(labelSet, isOwn);
}

function RemoveButton({ id, onRemoved }: { readonly id: string | null; readonly onRemoved: () => void }) {
  const actions = useActions();
  if (id === null) return null;
  return (
    <Button
      className="button button-quiet"
      onPress={() => {
        actions.removeLabelSet(id);
        onRemoved();
      }}
    >
      Remove this set
    </Button>
  );
}
