import { IconButton } from '../controls/icon-button.tsx';
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
        <IconButton
          icon="check"
          label="Accept"
          shortcut="A"
          className="accept-button"
          isDisabled={isDisabled}
          onPress={() => reviewAndAdvance(studio, 'accepted')}
        />
        <IconButton
          icon="close"
          label="Reject"
          shortcut="R"
          className="reject-button"
          isDisabled={isDisabled}
          onPress={() => reviewAndAdvance(studio, 'rejected')}
        />
        <IconButton
          icon="undo"
          label="Recall settings"
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
