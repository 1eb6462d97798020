import type { ReactNode } from 'react';
import { Icon } from './icons.tsx';

/** A part that starts closed; `summary` says what is inside while it is. */
export function Fold(props: { readonly title: string; readonly summary?: ReactNode; readonly children: ReactNode }) {
  return (
    <details className="fold">
      <summary>
        <span className="fold-chevron">
          <Icon name="chevron" size={12} />
        </span>
        <span className="fold-title">{props.title}</span>
        {props.summary && <span className="fold-summary number">{props.summary}</span>}
      </summary>
      <div className="fold-body">{props.children}</div>
    </details>
  );
}
