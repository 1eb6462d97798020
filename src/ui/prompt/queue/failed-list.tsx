import { Button } from 'react-aria-components';
import type { FailedJob } from '../../../studio/jobs/queue-state.ts';
import { focusNeighbour } from '../../controls/focus-neighbour.ts';
import { IconButton } from '../../controls/icon-button.tsx';
import { useActions } from '../../studio-context.tsx';

/** More would not be read one by one, and the buttons for all of them count for the others, too. */
const SHOWN = 20;

/** Pictures that could not be made, each with its reason. */
export function FailedList({ failed }: { readonly failed: readonly FailedJob[] }) {
  const actions = useActions();
  const hidden = failed.length - SHOWN;
  return (
    <div className="queue-failed">
      <div className="queue-head">
        <h3 className="field-label">
          Failed <span className="number">· {failed.length}</span>
        </h3>
        <Button className="button button-small" onPress={() => actions.retryFailed()}>
          Retry all
        </Button>
        <Button className="button button-small button-quiet" onPress={() => actions.removeFailed()}>
          Remove all
        </Button>
      </div>
      <ul>
        {failed.slice(0, SHOWN).map(({ id, settings, fileName, failure }) => (
          <li key={id}>
            <div className="queue-reason">
              <p className="queue-caption" translate="no">
                {settings.caption || 'Classes only'}{' '}
                <span className="number">
                  · {fileName ? `${fileName} · ` : ''}
                  {settings.seed}
                </span>
              </p>
              <p className="hint">{failure.message}</p>
            </div>
            <Button
              className="button button-small retry-button"
              aria-label={`Retry the picture of seed ${settings.seed}`}
              onPress={(event) => {
                focusNeighbour(event, '.retry-button', '.generate-row button');
                actions.retryFailed([id]);
              }}
            >
              Retry
            </Button>
            <IconButton
              icon="close"
              size="sm"
              label={`Remove the failed picture of seed ${settings.seed}`}
              onPress={(event) => {
                focusNeighbour(event, '.icon-button', '.generate-row button');
                actions.removeFailed([id]);
              }}
            />
          </li>
        ))}
      </ul>
      {hidden > 0 && <p className="hint">{hidden} more have failed.</p>}
    </div>
  );
}
