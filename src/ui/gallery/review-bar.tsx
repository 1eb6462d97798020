import { Button } from 'react-aria-components';
import { IconButton } from '../controls/icon-button.tsx';
import { Icon } from '../controls/icons.tsx';
import { useStudio, useStudioState } from '../studio-context.tsx';
import { removeTargets, reviewAndAdvance, useTargetCount } from './review.ts';

/** Verdicts and the other things one does with the chosen pairs. */
export function ReviewBar() {
  const studio = useStudio();
  const count = useTargetCount();
  const total = useStudioState((state) => state.pairs.length);
  const isDisabled = count === 0;
  return (
    <div className="review-bar">
      <p className="review-count number">
        {count > 1 ? `${count} of ${total} selected` : `${total} ${total === 1 ? 'picture' : 'pictures'}`}
      </p>
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
