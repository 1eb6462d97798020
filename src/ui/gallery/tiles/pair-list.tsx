import { useCallback, useRef } from 'react';
import { useNarrow } from '../../shell/use-narrow.ts';
import { useStudioState } from '../../studio-context.tsx';
import { useShownPairs } from '../use-shown-pairs.ts';
import { galleryTile } from './gallery-tile.ts';
import { PairTile } from './pair-tile.tsx';
import { gridOf, placeOf, sizeOf, stripOf } from './tile-grid.ts';
import { useTileChoice } from './use-tile-choice.ts';
import { useTileEvents } from './use-tile-events.ts';
import { useTileFocus } from './use-tile-focus.ts';
import { useTileWindow } from './use-tile-window.ts';

/** CSS pixels: large enough to judge a picture by, where there is room. */
const LEAST_SIDE = { narrow: 76, wide: 116 } as const;

/**
 * What the filter lets through; arrows, Shift and Ctrl select, on touch a long press. The pair that was chosen last is on the
 * stage. Only tiles near the screen are in the document, so their places are computed here and not by CSS.
 */
export function PairList({ layout }: { readonly layout: 'strip' | 'grid' }) {
  const pairs = useShownPairs();
  const flags = useStudioState((state) => state.flags);
  const leastSide = LEAST_SIDE[useNarrow() ? 'narrow' : 'wide'];
  const list = useRef<HTMLDivElement>(null);
  const count = pairs.length;
  const layOut = useCallback(
    (width: number) => (layout === 'strip' ? stripOf(count) : gridOf(count, width, leastSide)),
    [layout, count, leastSide],
  );
  const { width, from, to } = useTileWindow(list, layOut);
  const grid = layOut(width);
  const choosing = useTileChoice(pairs);
  const focus = useTileFocus(list, pairs, choosing.shownId);
  const events = useTileEvents(pairs, grid, choosing, focus);

  const { stopAt } = focus;
  const inView = Array.from({ length: Math.max(0, Math.min(to, count) - from) }, (_, i) => from + i);
  const indices = width === 0 || (stopAt >= from && stopAt < to) ? inView : [...inView, stopAt].sort((a, b) => a - b);
  const size = sizeOf(grid);
  return (
    <div
      ref={list}
      role="listbox"
      className={`pair-list pair-list-${layout}`}
      style={layout === 'strip' ? size : { height: size.height }}
      aria-label="Gallery"
      aria-multiselectable="true"
      aria-orientation={layout === 'strip' ? 'horizontal' : 'vertical'}
      {...focus.focusProps}
      {...events}
    >
      {indices.map((index) => {
        const pair = pairs[index];
        return (
          pair && (
            <PairTile
              key={pair.id}
              tile={galleryTile(pair, flags[pair.id])}
              {...placeOf(grid, index)}
              side={grid.side}
              index={index}
              count={count}
              isChosen={choosing.chosen.has(pair.id)}
              isShown={pair.id === choosing.shownId}
              isTabStop={index === stopAt}
            />
          )
        );
      })}
    </div>
  );
}
