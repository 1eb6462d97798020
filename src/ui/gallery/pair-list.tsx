import { ListBox, ListBoxItem, type Selection } from 'react-aria-components';
import { Icon } from '../controls/icons.tsx';
import { type Pair, useActions, useStudioState } from '../studio-context.tsx';
import { useStripPairs } from './review.ts';
import { Thumbnail } from './thumbnail.tsx';

const REVIEWS: Readonly<Record<Pair['review'], string>> = {
  unreviewed: 'not reviewed',
  accepted: 'accepted',
  rejected: 'rejected',
};

/** Every pair; arrows, Shift and Ctrl select. The pair that was chosen last is on the stage. */
export function PairList({ layout }: { readonly layout: 'strip' | 'grid' }) {
  const pairs = useStripPairs();
  const selection = useStudioState((state) => state.selection);
  const selectedId = useStudioState((state) => state.selectedId);
  const actions = useActions();

  const onSelectionChange = (keys: Selection) => {
    const ids = keys === 'all' ? pairs.map((pair) => pair.id) : [...keys].map(String);
    const shown = ids.find((id) => !selection.includes(id)) ?? ids.find((id) => id === selectedId) ?? ids[0];
    if (shown === undefined) return;
    if (shown !== selectedId) actions.selectPair(shown);
    actions.setSelection(ids);
  };

  return (
    <ListBox
      className={`pair-list pair-list-${layout}`}
      aria-label="Gallery"
      items={pairs}
      dependencies={[selectedId]}
      layout={layout === 'grid' ? 'grid' : 'stack'}
      orientation={layout === 'grid' ? 'vertical' : 'horizontal'}
      selectionMode="multiple"
      selectionBehavior="replace"
      selectedKeys={selection.length > 0 ? selection : selectedId === null ? [] : [selectedId]}
      onSelectionChange={onSelectionChange}
    >
      {(pair) => {
        const title = pair.settings.caption || pair.provenance.classPrompt;
        return (
          <ListBoxItem
            id={pair.id}
            // Typing ahead goes by this: no seed starts with a letter that is a shortcut.
            textValue={`seed ${pair.settings.seed}`}
            className="tile"
            aria-label={`${title}, seed ${pair.settings.seed}, ${REVIEWS[pair.review]}`}
            data-shown={pair.id === selectedId ? '' : undefined}
            data-review={pair.review}
          >
            <Thumbnail pairId={pair.id} />
            {pair.review !== 'unreviewed' && (
              <span className={`review-mark review-${pair.review}`}>
                <Icon name={pair.review === 'accepted' ? 'check' : 'close'} size={12} />
              </span>
            )}
          </ListBoxItem>
        );
      }}
    </ListBox>
  );
}
