import { Button } from 'react-aria-components';
import type { Failure, FailureCode } from '../../core/errors.ts';
import { Icon } from '../controls/icons.tsx';
import { useActions, useStudioState } from '../studio-context.tsx';

const TITLES: Partial<Readonly<Record<FailureCode, string>>> = {
  'model-missing-file': 'A file of the model is missing',
  'model-corrupt': 'The model did not arrive whole',
  'model-unsupported': 'This model cannot be used',
  'backend-unavailable': 'No way to run the model here',
  'device-lost': 'The graphics device failed',
  'out-of-memory': 'Not enough memory for the model',
  'self-check-failed': 'This device gave wrong results',
  'number-overflow': 'The model’s numbers overflow here',
  network: 'The model could not be downloaded',
  'storage-unavailable': 'The model could not be read from this device',
  'worker-crashed': 'The engine stopped unexpectedly',
};

/** Failures after which the CPU is worth a try. */
const GPU_FAILURES: readonly FailureCode[] = [
  'backend-unavailable',
  'device-lost',
  'out-of-memory',
  'self-check-failed',
  'number-overflow',
];

export function failureTitle(code: FailureCode): string {
  return TITLES[code] ?? 'The engine did not start';
}

/** Why there is no engine and what to do about it; the gallery stays usable. */
export function EngineFailure({ error, isBanner }: { readonly error: Failure; readonly isBanner: boolean }) {
  const previousName = useStudioState((state) => state.model.previousName);
  const actions = useActions();
  return (
    <div className={isBanner ? 'failure failure-banner' : 'failure'} role="alert">
      <span className="failure-icon">
        <Icon name="warning" size={20} />
      </span>
      <div className="failure-text">
        <h2>{failureTitle(error.code)}</h2>
        <p>{error.message}</p>
      </div>
      <div className="failure-actions">
        <Button className="button button-primary" onPress={() => actions.restartEngine()}>
          Try again
        </Button>
        {previousName !== null && (
          <Button className="button" onPress={() => actions.loadPreviousModel()}>
            Back to {previousName}
          </Button>
        )}
        {GPU_FAILURES.includes(error.code) && (
          <a className="button" href="?backend=wasm">
            Run on the CPU
          </a>
        )}
      </div>
    </div>
  );
}
