import '../styles.ts';
import { Icon } from '../controls/icons.tsx';

interface FailureScreenProps {
  readonly title: string;
  readonly error: unknown;
  /** Where the page can go on without loading anew. */
  readonly onContinue?: () => void;
}

/** The whole page when there is no studio to show. Plain elements only: what is broken may be anything. */
export function FailureScreen({ title, error, onContinue }: FailureScreenProps) {
  return (
    <main className="failure-screen">
      <div className="failure" role="alert">
        <span className="failure-icon">
          <Icon name="warning" size={20} />
        </span>
        <div className="failure-text">
          <h1>{title}</h1>
          <p>{whatHappened(error)}</p>
          <p>Pictures that this browser has stored are not affected.</p>
        </div>
        <div className="failure-actions">
          <button type="button" className="button button-primary" onClick={() => location.reload()}>
            Reload
          </button>
          {onContinue && (
            <button type="button" className="button" onClick={onContinue}>
              Show the studio again
            </button>
          )}
        </div>
      </div>
    </main>
  );
}

/** An error in words, whatever was thrown; never empty. */
export function whatHappened(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim() === '' ? 'It gave no reason.' : message;
}
