import { Button } from 'react-aria-components';
import type { EngineState } from '../../../studio/types.ts';
import { useActions, useStudioState } from '../../studio-context.tsx';
import { loadingText } from '../model-text.ts';

interface LoadingModelProps {
  readonly engine: Extract<EngineState, { readonly phase: 'starting' }>;
}

/** How far loading is, and the way back. */
export function LoadingModel({ engine }: LoadingModelProps) {
  const { name, previousName } = useStudioState((state) => state.model);
  const actions = useActions();
  const { what, how, share } = loadingText(engine);
  return (
    <>
      <div className="model-head">
        <span className="status-dot status-busy" aria-hidden="true" />
        <h3>Loading {name}</h3>
      </div>
      <progress
        className="load-progress"
        aria-label={`Loading ${name}`}
        max={1}
        {...(share === null ? {} : { value: share })}
      />
      <p className="load-line number">
        <span>{what}</span>
        <span>{how}</span>
      </p>
      {previousName !== null && (
        <div className="load-actions">
          <p className="hint">
            Cancelling goes back to {previousName}. What has arrived is kept, apart from the last 32 MB, and the
            download goes on from there next time.
          </p>
          <Button className="button" onPress={() => actions.loadPreviousModel()}>
            Cancel
          </Button>
        </div>
      )}
    </>
  );
}
