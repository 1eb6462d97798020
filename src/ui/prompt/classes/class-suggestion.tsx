import { type RefObject, useMemo } from 'react';
import { Button } from 'react-aria-components';
import { Icon } from '../../controls/icons.tsx';
import { isByKeyboard } from '../../controls/is-by-keyboard.ts';
import { useActions, useStudioState } from '../../studio-context.tsx';
import { suggestClasses } from './suggest-classes.ts';

/** Offers the classes that the caption names: a mask only has the classes that are chosen. */
export function ClassSuggestion({ caption }: { readonly caption: RefObject<HTMLElement | null> }) {
  const text = useStudioState((state) => state.draft.caption);
  const chosen = useStudioState((state) => state.draft.classIds);
  const labelSet = useStudioState((state) => state.labelSet);
  const actions = useActions();
  const found = useMemo(() => suggestClasses(text, chosen, labelSet), [text, chosen, labelSet]);
  if (found.length === 0) return null;
  return (
    <Button
      className="button button-small class-suggestion"
      onPress={(event) => {
        for (const { id } of found) actions.addClass(id);
        // The button goes: who came by keyboard goes on in the caption.
        if (isByKeyboard(event)) caption.current?.focus();
      }}
    >
      <Icon name="plus" size={12} />
      Add {found.map(({ promptName }) => promptName).join(', ')}
    </Button>
  );
}
