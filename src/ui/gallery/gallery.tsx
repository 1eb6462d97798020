import { useStudioState } from '../studio-context.tsx';
import { ExportButton } from './export-button.tsx';
import { GalleryHead } from './gallery-head.tsx';
import { ReviewBar } from './review-bar.tsx';
import { JobTile } from './tiles/job-tile.tsx';
import { PairList } from './tiles/pair-list.tsx';
import { useShownPairs } from './use-shown-pairs.ts';

/** All pairs: a strip along the bottom, or a grid with filters, where the screen is narrow or a person asked for it. */
export function Gallery({ layout }: { readonly layout: 'strip' | 'grid' }) {
  return (
    <section className={`gallery gallery-${layout}`} aria-label="Gallery and export">
      {layout === 'grid' && <GalleryHead />}
      <ReviewBar layout={layout} />
      <div className="tiles scroll">
        <JobTile />
        <Tiles layout={layout} />
      </div>
      <ExportButton />
    </section>
  );
}

function Tiles({ layout }: { readonly layout: 'strip' | 'grid' }) {
  const isEmpty = useStudioState((state) => state.pairs.length === 0);
  const isLoaded = useStudioState((state) => state.galleryLoaded);
  // The store in memory knows no limit.
  const isStored = useStudioState(({ storage }) => storage === null || Number.isFinite(storage.quotaBytes));
  const hasJobs = useStudioState((state) => state.jobs.length > 0);
  const isNothingShown = useShownPairs().length === 0;
  if (!isEmpty && !isNothingShown) return <PairList layout={layout} />;
  if (hasJobs && isEmpty) return null;
  const stays = `Pictures appear here and stay ${isStored ? 'after a reload' : 'until this page is closed'}.`;
  const text = isLoaded ? stays : 'Reading the gallery…';
  return <p className="tiles-empty">{isEmpty ? text : 'No picture passes the filter.'}</p>;
}
