import { useMemo } from 'react';
import { Button } from 'react-aria-components';
import { isToReject } from '../../../studio/review/review-actions.ts';
import { Icon } from '../../controls/icons.tsx';
import { useActions, useStudioState } from '../../studio-context.tsx';
import { useShownPairs } from '../use-shown-pairs.ts';

/** Rejects all that is flagged among what the gallery shows; what has a verdict keeps it. */
export function RejectFlagged() {
  const shown = useShownPairs();
  const flags = useStudioState((state) => state.flags);
  const actions = useActions();
  const count = useMemo(() => shown.filter((pair) => isToReject(pair, flags)).length, [shown, flags]);
  return (
    <Button className="button button-small" isDisabled={count === 0} onPress={() => actions.rejectFlagged()}>
      <Icon name="flag" size={14} />
      {count === 0 ? 'Reject all flagged' : `Reject all flagged (${count})`}
    </Button>
  );
}
