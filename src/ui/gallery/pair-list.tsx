import { useMemo } from 'react';
import { GridLayout, ListBox, ListBoxItem, ListLayout, Size, Virtualizer } from 'react-aria-components';
import { Icon } from '../controls/icons.tsx';
import { useNarrow } from '../shell/use-narrow.ts';
import { useStudioState } from '../studio-context.tsx';
import { type GalleryTile, galleryTile } from './gallery-tile.ts';
import { Thumbnail } from './thumbnail.tsx';
import { useShownPairs } from './use-shown-pairs.ts';
import { useTileSelection } from './use-tile-selection.ts';

/** In CSS pixels. Only tiles near the screen are in the document, so their places are computed here and not by CSS. */
const STRIP = { orientation: 'horizontal', rowSize: 64, gap: 8, padding: 4 } as const;
const grid = (side: number) => ({
  minItemSize: new Size(side, side),
  minSpace: new Size(8, 8),
  maxHorizontalSpace: 8,
  preserveAspectRatio: true,
});
const NARROW_GRID = grid(76);
/** Large enough to judge a picture by, and few enough in a row to be built within a frame while they scroll by. */
const WIDE_GRID = grid(116);

/** What the filter lets through; arrows, Shift and Ctrl select, on touch a long press. The pair that was chosen last is on the stage. */
export function PairList({ layout }: { readonly layout: 'strip' | 'grid' }) {
  const pairs = useShownPairs();
  const flags = useStudioState((state) => state.flags);
  const tiles = useMemo(() => pairs.map((pair) => galleryTile(pair, flags[pair.id])), [pairs, flags]);
  const selectionProps = useTileSelection(tiles);
  const isNarrow = useNarrow();

  const list = (
    <ListBox
      className={`pair-list pair-list-${layout}`}
      aria-label="Gallery"
      items={tiles}
      layout={layout === 'grid' ? 'grid' : 'stack'}
      orientation={layout === 'grid' ? 'vertical' : 'horizontal'}
      {...selectionProps}
    >
      {(tile) => <PairTile tile={tile} />}
    </ListBox>
  );
  return layout === 'grid' ? (
    <Virtualizer layout={GridLayout} layoutOptions={isNarrow ? NARROW_GRID : WIDE_GRID}>
      {list}
    </Virtualizer>
  ) : (
    <Virtualizer layout={ListLayout} layoutOptions={STRIP}>
      {list}
    </Virtualizer>
  );
}

function PairTile({ tile }: { readonly tile: GalleryTile }) {
  return (
    <ListBoxItem
      id={tile.id}
      // Typing ahead goes by this: no seed starts with a letter that is a shortcut.
      textValue={`seed ${tile.seed}`}
      className="tile"
      aria-label={tile.label}
      data-review={tile.review}
    >
      <Thumbnail pairId={tile.id} />
      <ShownRing pairId={tile.id} />
      {tile.isUpload && (
        <span className="photo-mark">
          <Icon name="photo" size={12} />
        </span>
      )}
      {tile.isFlagged && (
        <span className="flag-mark">
          <Icon name="flag" size={12} />
        </span>
      )}
      {tile.review !== 'unreviewed' && (
        <span className={`review-mark review-${tile.review}`}>
          <Icon name={tile.review === 'accepted' ? 'check' : 'close'} size={12} />
        </span>
      )}
    </ListBoxItem>
  );
}

/** Marks the pair on the stage. On its own, since a list that depended on it would be built anew at every choice. */
function ShownRing({ pairId }: { readonly pairId: string }) {
  const isShown = useStudioState((state) => state.selectedId === pairId);
  return isShown && <span className="shown-ring" />;
}
