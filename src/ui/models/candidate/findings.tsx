import type { ModelCheck } from '../../../studio/models/model-state.ts';
import { Icon } from '../../controls/icons.tsx';

const LEVELS = {
  note: { icon: 'info', name: 'Note' },
  warning: { icon: 'warning', name: 'Warning' },
  impossible: { icon: 'warning', name: 'Impossible' },
} as const;

/** What the preflight found, worst first, each with what to do about it. */
export function Findings({ findings }: Pick<ModelCheck['preflight'], 'findings'>) {
  if (findings.length === 0) return null;
  return (
    <ul className="findings" aria-label="Findings">
      {findings.map(({ level, file, message, whatToDo }) => (
        <li key={`${file} ${message}`}>
          <span className={`finding-icon finding-${level}`}>
            <Icon name={LEVELS[level].icon} />
          </span>
          <div>
            <p>
              <span className="visually-hidden">{LEVELS[level].name}: </span>
              {file !== null && <code>{file}</code>} {message}
            </p>
            <p className="hint">{whatToDo}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
