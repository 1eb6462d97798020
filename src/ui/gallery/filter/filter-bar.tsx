import { useMemo } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import { Fold } from '../../controls/fold.tsx';
import { IconButton } from '../../controls/icon-button.tsx';
import { SelectField } from '../../controls/select-field.tsx';
import { useActions, useStudioState } from '../../studio-context.tsx';
import { useSteadyPairs } from '../use-shown-pairs.ts';
import { AREAS, chosenOption, EVIDENCES, type FilterOption, FLAGS, SORTS, STATES, VOIDS } from './filter-options.ts';
import { knownChoices } from './known-choices.ts';

/** Which pairs the gallery shows, and in which order; on a small screen folded away, since pictures come first there. */
export function FilterBar({ isFolded }: { readonly isFolded: boolean }) {
  const filter = useStudioState((state) => state.galleryView.filter);
  if (!isFolded) return <FilterFields />;
  const used = Object.values(filter).filter((value) => value !== null).length;
  return (
    <Fold title="Filter and sort" summary={used > 0 ? `${used} in use` : ''}>
      <FilterFields />
    </Fold>
  );
}

function FilterFields() {
  const { by, isDescending } = useStudioState((state) => state.galleryView.order);
  const filter = useStudioState((state) => state.galleryView.filter);
  const pairs = useSteadyPairs();
  const labelSets = useStudioState((state) => state.labelSets);
  const choices = useMemo(() => knownChoices(pairs, { labelSets }), [pairs, labelSets]);
  const actions = useActions();
  const more = [VOIDS, AREAS, EVIDENCES, choices.labelSets, choices.models];
  const used = more.filter((options) => chosenOption(options, filter) !== options[0]?.value).length;
  return (
    <fieldset className="filter-bar" aria-label="Filter and sort">
      <div className="filter-fields">
        <FilterText />
        <div className="sort-field">
          <SelectField
            label="Sort by"
            value={by}
            options={SORTS}
            onChange={(key) => actions.setGalleryOrder({ by: key, isDescending })}
          />
          <IconButton
            icon={isDescending ? 'descending' : 'ascending'}
            label={isDescending ? 'Largest or newest first' : 'Smallest or oldest first'}
            onPress={() => actions.setGalleryOrder({ by, isDescending: !isDescending })}
          />
        </div>
        <FilterSelect label="State" options={STATES} />
        <FilterSelect label="Class" options={choices.classes} />
        <FilterSelect label="Flags" options={FLAGS} />
      </div>
      <Fold title="More filters" summary={used > 0 ? `${used} in use` : ''}>
        <div className="filter-fields filter-more">
          <FilterSelect label="Void share" options={VOIDS} />
          <FilterSelect label="Area of the class" options={AREAS} />
          <FilterSelect label="Presence" options={EVIDENCES} />
          <FilterSelect label="Label set" options={choices.labelSets} />
          <FilterSelect label="Model" options={choices.models} />
        </div>
      </Fold>
    </fieldset>
  );
}

function FilterText() {
  const text = useStudioState((state) => state.galleryView.filter.text);
  const actions = useActions();
  return (
    <TextField
      className="field filter-text"
      value={text ?? ''}
      onChange={(value) => actions.setGalleryFilter({ text: value === '' ? null : value })}
    >
      <Label className="field-label">Words</Label>
      <Input className="input" type="search" placeholder="Caption, file, seed" />
    </TextField>
  );
}

function FilterSelect({ label, options }: { readonly label: string; readonly options: readonly FilterOption[] }) {
  const filter = useStudioState((state) => state.galleryView.filter);
  const actions = useActions();
  return (
    <SelectField
      label={label}
      value={chosenOption(options, filter)}
      options={options}
      onChange={(value) => actions.setGalleryFilter(options.find((option) => option.value === value)?.filter ?? {})}
    />
  );
}
