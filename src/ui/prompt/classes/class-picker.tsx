import { type KeyboardEvent, useMemo, useState } from 'react';
import { Button, ComboBox, Input, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { unknownClasses } from '../../../core/prompt/label-sets/unknown-classes.ts';
import type { LabelClass, LabelSet } from '../../../core/prompt/types.ts';
import { Icon } from '../../controls/icons.tsx';
import { Swatch } from '../../controls/swatch.tsx';
import { knownClassesOf } from '../../label-sets/unknown-text.ts';
import { useActions, useStudioState } from '../../studio-context.tsx';
import { matchClasses, matchedSynonym } from './match-classes.ts';

/** Adds a class to the prompt. */
export function ClassPicker() {
  const labelSet = useStudioState((state) => state.labelSet);
  const chosen = useStudioState((state) => state.draft.classIds);
  const actions = useActions();
  return <ClassField labelSet={labelSet} chosen={chosen} onPick={actions.addClass} />;
}

interface ClassFieldProps {
  readonly labelSet: LabelSet;
  /** Not offered. */
  readonly chosen: readonly number[];
  readonly onPick: (classId: number) => void;
}

/** Picks classes by typing: Enter takes the first match, and the field is empty and focused for the next one. */
export function ClassField({ labelSet, chosen, onPick }: ClassFieldProps) {
  const knownClasses = useStudioState(knownClassesOf);
  const [query, setQuery] = useState('');
  const [picks, setPicks] = useState(0);
  const items = useMemo(() => {
    const free = labelSet.classes.filter((candidate) => !chosen.includes(candidate.id));
    return matchClasses(free, query);
  }, [labelSet, chosen, query]);

  const pick = (classId: number) => {
    onPick(classId);
    setQuery('');
    setPicks(picks + 1);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const hasActiveOption = event.target instanceof Element && event.target.hasAttribute('aria-activedescendant');
    const [first] = items;
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || hasActiveOption || query.trim() === '') return;
    event.preventDefault();
    event.stopPropagation();
    if (first) pick(first.id);
  };

  return (
    <div className="class-picker" onKeyDownCapture={onKeyDown}>
      {/* A new field after each pick: the old one would open its list again as its text is cleared. */}
      <ComboBox
        key={picks}
        aria-label="Add a class"
        items={items}
        inputValue={query}
        onInputChange={setQuery}
        value={null}
        onChange={(key) => {
          if (typeof key === 'number') pick(key);
        }}
        allowsEmptyCollection
        autoFocus={picks > 0}
        menuTrigger="input"
      >
        <Input className="input" placeholder="Add a class…" />
        <Button className="picker-button" aria-label="Show classes">
          <Icon name="chevron" size={14} />
        </Button>
        <Popover className="popover" offset={4} placement="bottom start">
          <ListBox
            className="menu scroll"
            renderEmptyState={() => <p className="menu-empty">No other class in {labelSet.name} matches.</p>}
          >
            {(item: LabelClass) => (
              <ClassOption
                item={item}
                synonym={matchedSynonym(item, query)}
                isUnknown={unknownClasses([item], knownClasses).length > 0}
              />
            )}
          </ListBox>
        </Popover>
      </ComboBox>
    </div>
  );
}

interface ClassOptionProps {
  readonly item: LabelClass;
  readonly synonym: string | null;
  /** The model in use was not trained on it. */
  readonly isUnknown: boolean;
}

function ClassOption({ item, synonym, isUnknown }: ClassOptionProps) {
  return (
    <ListBoxItem id={item.id} textValue={item.promptName} className="menu-item">
      <Swatch classId={item.id} />
      <span translate="no">{item.promptName}</span>
      {synonym && <span className="menu-note">{synonym}</span>}
      {isUnknown && <span className="menu-note menu-note-warning">unknown to this model</span>}
    </ListBoxItem>
  );
}
