import { Button } from 'react-aria-components';
import { isShowingAll } from '../../core/review/show-pairs.ts';
import { IconButton } from '../controls/icon-button.tsx';
import { Icon } from '../controls/icons.tsx';
import { useNarrow } from '../shell/use-narrow.ts';
import { useActions, useStudio, useStudioState } from '../studio-context.tsx';
import { HealthButton } from './health-button.tsx';
import { removeTargets, reviewAndAdvance, useTargetCount } from './review.ts';
import { useShownPairs } from './use-shown-pairs.ts';

/** Verdicts and the other things one does with the chosen pairs. */
export function ReviewBar({ layout }: { readonly layout: 'strip' | 'grid' }) {
  const studio = useStudio();
  const count = useTargetCount();
  const isDisabled = count === 0;
  return (
    <div className="review-bar">
      <ReviewHead layout={layout} />
      <div className="review-actions">
        <Button
          className="button accept-button"
          aria-keyshortcuts="A"
          isDisabled={isDisabled}
          onPress={() => reviewAndAdvance(studio, 'accepted')}
        >
          <Icon name="check" size={14} />
          Accept
        </Button>
        <Button
          className="button reject-button"
          aria-keyshortcuts="R"
          isDisabled={isDisabled}
          onPress={() => reviewAndAdvance(studio, 'rejected')}
        >
          <Icon name="close" size={14} />
          Reject
        </Button>
        {layout === 'grid' && (
          <IconButton
            icon="minus"
            label="Undecided"
            shortcut="U"
            isDisabled={isDisabled}
            onPress={() => reviewAndAdvance(studio, 'unreviewed')}
          />
        )}
        <IconButton
          icon="undo"
          label="Recall prompt and seed"
          isDisabled={count !== 1}
          onPress={() => {
            const id = studio.getState().selectedId;
            if (id !== null) studio.actions.recall(id);
          }}
        />
        <IconButton
          icon="trash"
          label="Delete"
          shortcut="Del"
          isDisabled={isDisabled}
          onPress={() => removeTargets(studio)}
        />
      </div>
    </div>
  );
}

/** How many pairs there are, are shown and are selected, and the way to the grid. */
function ReviewHead({ layout }: { readonly layout: 'strip' | 'grid' }) {
  const count = useTargetCount();
  const total = useStudioState((state) => state.pairs.length);
  const isFiltered = useStudioState((state) => !isShowingAll(state.galleryView.filter));
  const shown = useShownPairs().length;
  const isNarrow = useNarrow();
  const actions = useActions();
  const all = `${total} ${total === 1 ? 'picture' : 'pictures'}`;
  const seen = isFiltered ? `${shown} of ${all} shown` : all;
  return (
    <div className="review-head">
      <p className="review-count number" role="status">
        {count > 1 ? `${count} of ${isFiltered ? shown : total} selected` : seen}
      </p>
      {isFiltered && (
        <Button className="link-button" onPress={actions.clearGalleryFilter}>
          Show all
        </Button>
      )}
      <HealthButton />
      {layout === 'strip' && !isNarrow && (
        <IconButton
          icon="grid"
          size="sm"
          label="Show as a grid with filters"
          shortcut="G"
          isDisabled={total === 0}
          onPress={() => actions.setGridOpen(true)}
        />
      )}
    </div>
  );
}
