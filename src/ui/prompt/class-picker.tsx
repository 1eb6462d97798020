import { useMemo, useState } from 'react';
import { ComboBox, Input, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { Swatch } from '../controls/swatch.tsx';
import { useActions, useStudioState } from '../studio-context.tsx';
import { matchClasses, matchedSynonym } from './match-classes.ts';

/** Adds a class by typing; the field empties itself so that the next one can follow. */
export function ClassPicker() {
  const labelSet = useStudioState((state) => state.labelSet);
  const chosen = useStudioState((state) => state.draft.classIds);
  const actions = useActions();
  const [query, setQuery] = useState('');
  const items = useMemo(() => {
    const free = labelSet.classes.filter((candidate) => !chosen.includes(candidate.id));
    return matchClasses(free, query);
  }, [labelSet, chosen, query]);

  return (
    <ComboBox
      className="class-picker"
      aria-label="Add a class"
      items={items}
      inputValue={query}
      onInputChange={setQuery}
      value={null}
      onChange={(key) => {
        if (typeof key !== 'number') return;
        actions.addClass(key);
        setQuery('');
      }}
      allowsEmptyCollection
      menuTrigger="focus"
    >
      <Input className="input" placeholder="Add a class…" />
      <Popover className="popover class-popover" offset={4} placement="bottom start">
        <ListBox
          className="menu scroll"
          renderEmptyState={() => <p className="menu-empty">No other class in {labelSet.name} matches.</p>}
        >
          {(item: (typeof items)[number]) => {
            const synonym = matchedSynonym(item, query);
            return (
              <ListBoxItem id={item.id} textValue={item.promptName} className="menu-item">
                <Swatch color={item.color} />
                <span>{item.promptName}</span>
                {synonym && <span className="menu-note">{synonym}</span>}
              </ListBoxItem>
            );
          }}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
