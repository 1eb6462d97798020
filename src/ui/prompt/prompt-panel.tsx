import { useId, useRef } from 'react';
import { LabelSetField } from '../label-sets/label-set-field.tsx';
import { useActions, useStudioState } from '../studio-context.tsx';
import { AdvancedFold } from './advanced/advanced-fold.tsx';
import { ClassChips } from './classes/class-chips.tsx';
import { ClassPicker } from './classes/class-picker.tsx';
import { ClassSuggestion } from './classes/class-suggestion.tsx';
import { GenerateBar } from './generate-bar.tsx';
import { PromptPreview } from './prompt-preview.tsx';
import { QueuePanel } from './queue/queue-panel.tsx';
import { QuickSwitch } from './quick-switch.tsx';
import { SeedField } from './seed-field.tsx';
import { SizeField } from './size-field.tsx';
import { StyleSelect } from './style-select.tsx';

export function PromptPanel() {
  const caption = useStudioState((state) => state.draft.caption);
  const actions = useActions();
  const captionId = useId();
  const captionField = useRef<HTMLTextAreaElement>(null);
  return (
    <section className="panel panel-prompt" aria-label="Prompt">
      <div className="panel-body scroll">
        <h2 className="panel-title">Prompt</h2>
        <div className="field">
          <label className="field-label" htmlFor={captionId}>
            Caption
          </label>
          <textarea
            ref={captionField}
            id={captionId}
            className="input"
            rows={3}
            value={caption}
            placeholder="a cat and a chair in a room"
            onChange={(event) => actions.setCaption(event.target.value)}
          />
          <ClassSuggestion caption={captionField} />
        </div>
        <LabelSetField />
        <div className="field">
          <h3 className="field-label">Classes</h3>
          <ClassChips />
          <ClassPicker />
        </div>
        <PromptPreview />
        <StyleSelect />
        <SizeField />
        <SeedField />
        <QuickSwitch />
        <AdvancedFold />
      </div>
      <QueuePanel />
      <GenerateBar />
    </section>
  );
}
