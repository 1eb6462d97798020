import { Button } from 'react-aria-components';
import type { Failure } from '../../../core/errors.ts';
import { Icon } from '../../controls/icons.tsx';
import { failureTitle } from '../../stage/engine-failure.tsx';
import { useActions, useStudioState } from '../../studio-context.tsx';

/** Why the model is not there, and what to do: again, or back. */
export function BrokenModel({ error }: { readonly error: Failure }) {
  const { name, previousName } = useStudioState((state) => state.model);
  const actions = useActions();
  return (
    <div role="alert">
      <div className="model-head">
        <span className="finding-icon finding-impossible">
          <Icon name="warning" />
        </span>
        <h3>{failureTitle(error.code)}</h3>
      </div>
      <p className="model-origin">{name}</p>
      <p className="broken-reason">{error.message}</p>
      <div className="load-actions">
        <p className="hint">Pictures and prompt are untouched. What has arrived of the model is kept.</p>
        {previousName !== null && (
          <Button className="button" onPress={() => actions.loadPreviousModel()}>
            Back to {previousName}
          </Button>
        )}
        <Button className="button button-primary" onPress={() => actions.restartEngine()}>
          Try again
        </Button>
      </div>
    </div>
  );
}
