import { GridLayout, ListBox, ListBoxItem, ListLayout, Size, Virtualizer } from 'react-aria-components';
import { Icon } from '../controls/icons.tsx';
import { type Pair, useStudioState } from '../studio-context.tsx';
import { useStripPairs } from './review.ts';
import { Thumbnail } from './thumbnail.tsx';
import { useTileSelection } from './use-tile-selection.ts';

const REVIEWS: Readonly<Record<Pair['review'], string>> = {
  unreviewed: 'not reviewed',
  accepted: 'accepted',
  rejected: 'rejected',
};

/** In CSS pixels. Only tiles near the screen are in the document, so their places are computed here and not by CSS. */
const STRIP = { orientation: 'horizontal', rowSize: 64, gap: 8, padding: 4 } as const;
const GRID = {
  minItemSize: new Size(76, 76),
  minSpace: new Size(8, 8),
  maxHorizontalSpace: 8,
  preserveAspectRatio: true,
} as const;

/** Every pair; arrows, Shift and Ctrl select, on touch a long press. The pair that was chosen last is on the stage. */
export function PairList({ layout }: { readonly layout: 'strip' | 'grid' }) {
  const pairs = useStripPairs();
  const selectionProps = useTileSelection(pairs);

  const list = (
    <ListBox
      className={`pair-list pair-list-${layout}`}
      aria-label="Gallery"
      items={pairs}
      layout={layout === 'grid' ? 'grid' : 'stack'}
      orientation={layout === 'grid' ? 'vertical' : 'horizontal'}
      {...selectionProps}
    >
      {(pair) => {
        const { upload, classPrompt } = pair.provenance;
        const title = upload?.fileName ?? (pair.settings.caption || classPrompt);
        const what = upload ? 'your photo' : `seed ${pair.settings.seed}`;
        return (
          <ListBoxItem
            id={pair.id}
            // Typing ahead goes by this: no seed starts with a letter that is a shortcut.
            textValue={`seed ${pair.settings.seed}`}
            className="tile"
            aria-label={`${title}, ${what}, ${REVIEWS[pair.review]}`}
            data-review={pair.review}
          >
            <Thumbnail pairId={pair.id} />
            <ShownRing pairId={pair.id} />
            {upload && (
              <span className="photo-mark">
                <Icon name="photo" size={12} />
              </span>
            )}
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
  return layout === 'grid' ? (
    <Virtualizer layout={GridLayout} layoutOptions={GRID}>
      {list}
    </Virtualizer>
  ) : (
    <Virtualizer layout={ListLayout} layoutOptions={STRIP}>
      {list}
    </Virtualizer>
  );
}

/** Marks the pair on the stage. On its own, since a list that depended on it would be built anew at every choice. */
function ShownRing({ pairId }: { readonly pairId: string }) {
  const isShown = useStudioState((state) => state.selectedId === pairId);
  return isShown && <span className="shown-ring" />;
}
