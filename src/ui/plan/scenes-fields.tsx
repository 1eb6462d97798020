import { useId } from 'react';
import type { PlanForm } from '../../core/plan/types.ts';
import { WORLDS } from '../../core/plan/worlds.ts';
import { IconButton } from '../controls/icon-button.tsx';
import { NumberInput } from '../controls/number-input.tsx';
import { SelectField } from '../controls/select-field.tsx';
import { Stepper } from '../controls/stepper.tsx';
import { SwitchRow } from '../controls/switch-row.tsx';
import { placesOf, worldOf } from './plan-form.ts';

const SIZES = ['One class', 'Two classes', 'Three classes'] as const;
const MAX_SEED = 0xffffffff;

interface ScenesFieldsProps {
  readonly form: PlanForm;
  readonly onChange: (part: Partial<PlanForm>) => void;
}

/** What is in a picture, where it is, and how its caption is written. */
export function ScenesFields({ form, onChange }: ScenesFieldsProps) {
  const id = useId();
  const world = worldOf(form);
  return (
    <div className="plan-scenes">
      <fieldset className="field">
        <legend className="field-label">Shares of pictures by how many classes they show, per cent</legend>
        <div className="plan-sizes">
          {SIZES.map((name, i) => (
            <div key={name} className="plan-size">
              <span aria-hidden="true">{name}</span>
              <Stepper
                label={name}
                value={form.sizeShares[i] ?? 0}
                min={0}
                max={100}
                onChange={(share) =>
                  onChange({ sizeShares: form.sizeShares.with(i, share) as [number, number, number] })
                }
              />
            </div>
          ))}
        </div>
      </fieldset>
      <SelectField
        label="Places and templates of"
        value={form.worldId}
        options={WORLDS.map(({ id: value, name }) => ({ value, label: name }))}
        onChange={(worldId) => onChange(placesOf(WORLDS.find((other) => other.id === worldId) ?? world))}
      />
      <fieldset className="field">
        <legend className="field-label">Places</legend>
        <ul className="plan-places">
          {world.places.map(({ name, phrases, classNames }) => (
            <li key={name}>
              <label>
                <input
                  type="checkbox"
                  checked={form.placeNames.includes(name)}
                  aria-describedby={`${id}-${name.replace(/\W/g, '-')}`}
                  onChange={({ target: { checked } }) =>
                    onChange({
                      placeNames: checked
                        ? [...form.placeNames, name]
                        : form.placeNames.filter((other) => other !== name),
                    })
                  }
                />
                {name}
              </label>
              <p id={`${id}-${name.replace(/\W/g, '-')}`} className="hint">
                {phrases.join(', ')}
                {classNames ? ` · ${classNames.length} classes` : ''}
              </p>
            </li>
          ))}
        </ul>
      </fieldset>
      <div className="field">
        <label className="field-label" htmlFor={`${id}-own`}>
          Places of your own, for every class
        </label>
        <textarea
          id={`${id}-own`}
          className="input"
          rows={2}
          value={form.ownPlaces}
          placeholder="on a mountain"
          onChange={({ target }) => onChange({ ownPlaces: target.value })}
        />
        <p className="hint">
          A phrase a line. Without any place, captions have none and all classes may stand together.
        </p>
      </div>
      <div className="field">
        <label className="field-label" htmlFor={`${id}-templates`}>
          Templates
        </label>
        <textarea
          id={`${id}-templates`}
          className="input list-text"
          rows={3}
          spellCheck={false}
          value={form.templates}
          aria-describedby={`${id}-templates-hint`}
          onChange={({ target }) => onChange({ templates: target.value })}
        />
        <p id={`${id}-templates-hint`} className="hint">
          A caption a line: {'{classes}'} is “a cat, a dog and a bus”, {'{beside}'} “a cat next to a dog and a bus”,{' '}
          {'{place}'} “on the grass”.
        </p>
      </div>
      <SwitchRow
        label="Everyday words in captions"
        hint="Synonyms such as “kitten” stand for the class now and then. The class prompt stays as it is."
        isSelected={form.useSynonyms}
        onChange={(useSynonyms) => onChange({ useSynonyms })}
      />
      <div className="field">
        <span className="field-label" aria-hidden="true">
          Seed of the plan and its pictures
        </span>
        <div className="seed-row">
          <NumberInput
            label="Seed of the plan"
            value={form.seed}
            min={0}
            max={MAX_SEED}
            step={1}
            className="seed-input"
            onChange={(seed) => onChange({ seed })}
          />
          <IconButton
            icon="dice"
            label="Another plan"
            onPress={() => onChange({ seed: crypto.getRandomValues(new Uint32Array(1))[0] ?? 0 })}
          />
        </div>
      </div>
    </div>
  );
}
