import { useStudioState } from '../studio-context.tsx';
import { ExportButton } from './export-button.tsx';
import { JobTile } from './job-tile.tsx';
import { PairList } from './pair-list.tsx';
import { ReviewBar } from './review-bar.tsx';

/** All pairs: a strip along the bottom, or a grid where the screen is narrow. */
export function Gallery({ layout }: { readonly layout: 'strip' | 'grid' }) {
  const isEmpty = useStudioState((state) => state.pairs.length === 0);
  const isLoaded = useStudioState((state) => state.galleryLoaded);
  // The store in memory knows no limit.
  const isStored = useStudioState(({ storage }) => storage === null || Number.isFinite(storage.quotaBytes));
  const hasJobs = useStudioState((state) => state.jobs.length > 0);
  return (
    <section className={`gallery gallery-${layout}`} aria-label="Gallery and export">
      <ReviewBar />
      <div className="tiles scroll">
        <JobTile />
        {isEmpty ? (
          !hasJobs && (
            <p className="tiles-empty">
              {isLoaded
                ? `Pictures appear here and stay ${isStored ? 'after a reload' : 'until this page is closed'}.`
                : 'Reading the gallery…'}
            </p>
          )
        ) : (
          <PairList layout={layout} />
        )}
      </div>
      <ExportButton />
    </section>
  );
}
