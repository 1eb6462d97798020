import { useEffect } from 'react';
import { IconButton } from '../controls/icon-button.tsx';
import { useNarrow } from '../shell/use-narrow.ts';
import { useActions, useStudioState } from '../studio-context.tsx';
import { FilterBar } from './filter/filter-bar.tsx';
import { FlagNotes } from './flags/flag-notes.tsx';
import { RejectFlagged } from './flags/reject-flagged.tsx';

/** What a grid has and a strip has no room for: filters, flags, and the way back to the strip. */
export function GalleryHead() {
  const isNarrow = useNarrow();
  const hasPairs = useStudioState((state) => state.pairs.length > 0);
  const unread = useStudioState((state) => state.unreadPictures);
  const actions = useActions();
  useEffect(() => actions.readPictures(), [actions]);
  return (
    <div className="gallery-head">
      {!isNarrow && (
        <div className="panel-head">
          <h2 className="panel-title">Gallery</h2>
          <IconButton icon="strip" label="Show as a strip" shortcut="G" onPress={() => actions.setGridOpen(false)} />
        </div>
      )}
      {hasPairs && (
        <>
          <FilterBar isFolded={isNarrow} />
          <div className="flag-bar">
            <RejectFlagged />
            {unread > 0 && (
              <p className="hint number">Reading {unread} older pictures, to find near-duplicates among them…</p>
            )}
          </div>
          {isNarrow && <FlagNotes />}
        </>
      )}
    </div>
  );
}
