import { useId, useRef } from 'react';
import { Button } from 'react-aria-components';
import { MAX_PICTURES } from '../../studio/jobs/generate-actions.ts';
import { NumberInput } from '../controls/number-input.tsx';
import { UnknownNote } from '../label-sets/unknown-note.tsx';
import { ListButtons } from '../lists/list-buttons.tsx';
import { PhotoButton } from '../photo/photo-button.tsx';
import { activeJob, generateBlocker, isGenerating } from '../selectors.ts';
import { useActions, useStudioState } from '../studio-context.tsx';
import { generateNote } from './generate-note.ts';

/** A second click that was meant for Generate must not stop the run it started. */
const DOUBLE_CLICK_MS = 500;

/** Generate, which becomes Stop while a picture forms; then another picture can be queued. */
export function GenerateBar() {
  const job = useStudioState(activeJob);
  const isRunning = useStudioState(isGenerating);
  const count = useStudioState((state) => state.pictureCount);
  const blocker = useStudioState(generateBlocker);
  const note = useStudioState(generateNote);
  const actions = useActions();
  const startedAt = useRef(0);
  const noteId = useId();
  const countId = useId();
  const unknownId = useId();

  const generate = () => {
    startedAt.current = performance.now();
    actions.generate();
  };
  const stop = () => {
    if (performance.now() - startedAt.current > DOUBLE_CLICK_MS) actions.stop(job?.id);
  };
  return (
    <div className="generate-bar">
      <UnknownNote id={unknownId} />
      <p id={noteId} className="generate-note number" translate="no">
        {note}
      </p>
      <p id={countId} className={count === 1 ? 'visually-hidden' : 'hint count-hint'}>
        The first picture has the seed above, each other one a seed made from it.
      </p>
      <div className="generate-row">
        <Button
          className={isRunning ? 'button button-stop' : 'button button-primary'}
          aria-describedby={`${noteId} ${unknownId}`}
          aria-keyshortcuts={isRunning ? 'Escape' : 'Control+Enter'}
          isDisabled={!isRunning && blocker !== null}
          onPress={isRunning ? stop : generate}
        >
          {isRunning ? 'Stop' : count === 1 ? 'Generate' : `Generate ${count}`}
          <span className="key" aria-hidden="true">
            {isRunning ? 'Esc' : 'Ctrl ↵'}
          </span>
        </Button>
        {isRunning && (
          <Button className="button" isDisabled={blocker !== null} onPress={() => actions.generate()}>
            {count === 1 ? 'Queue another' : `Queue ${count} more`}
          </Button>
        )}
        <NumberInput
          label="Number of pictures"
          value={count}
          min={1}
          max={MAX_PICTURES}
          step={1}
          className="count-input"
          describedBy={countId}
          onChange={actions.setPictureCount}
        />
      </div>
      <PhotoButton />
      <ListButtons />
    </div>
  );
}
