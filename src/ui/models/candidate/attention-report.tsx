import type { AttentionReport } from '../../../studio/models/model-state.ts';

/** What is missing of a model's attention: places that have none, and what cannot be watched, and why. */
export function AttentionFold({ attention: { untapped, notes } }: { readonly attention: AttentionReport }) {
  return (
    <>
      {notes.map((note) => (
        <p key={note} className="hint">
          {note}
        </p>
      ))}
      {untapped.length > 0 && <UntappedSites untapped={untapped} />}
    </>
  );
}

function UntappedSites({ untapped }: Pick<AttentionReport, 'untapped'>) {
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
