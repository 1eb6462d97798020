import type { AttentionReport } from '../../../studio/models/model-state.ts';

/** The attention that cannot be watched, and why; nothing where all of it is. */
export function AttentionFold({ attention: { untapped } }: { readonly attention: AttentionReport }) {
  if (untapped.length === 0) return null;
  const count = `${untapped.length} ${untapped.length === 1 ? 'site is' : 'sites are'} not watched`;
  return (
    <details className="reasons">
      <summary>{count}</summary>
      <ul>
        {untapped.map(({ path, reason }) => (
          <li key={path}>
            <code>{path}</code> {reason}
          </li>
        ))}
      </ul>
    </details>
  );
}
