import { memo } from 'react';
import { Icon } from '../../controls/icons.tsx';
import type { GalleryTile } from './gallery-tile.ts';
import { Thumbnail } from './thumbnail.tsx';

interface PairTileProps {
  readonly tile: GalleryTile;
  /** In the list's plane, CSS pixels. */
  readonly left: number;
  readonly top: number;
  readonly side: number;
  readonly index: number;
  readonly count: number;
  readonly isChosen: boolean;
  readonly isShown: boolean;
  readonly isTabStop: boolean;
}

/** A picture of the gallery. Built anew only where something of it has changed: dozens come and go while the list scrolls. */
export const PairTile = memo(function PairTile(props: PairTileProps) {
  const { tile, left, top, side, index, count, isChosen, isShown, isTabStop } = props;
  return (
    <div
      role="option"
      className="tile"
      style={{ left, top, width: side, height: side }}
      tabIndex={isTabStop ? 0 : -1}
      aria-label={tile.label}
      title={tile.label}
      aria-selected={isChosen}
      aria-posinset={index + 1}
      aria-setsize={count}
      data-id={tile.id}
      data-review={tile.review}
      data-selected={isChosen || undefined}
    >
      <Thumbnail pairId={tile.id} />
      {isShown && <span className="shown-ring" />}
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
    </div>
  );
});
