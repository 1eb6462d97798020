import { useMemo } from 'react';
import { unknownClasses } from '../../core/prompt/label-sets/unknown-classes.ts';
import { useStudioState } from '../studio-context.tsx';

const MAX_NAMED = 6;

/** Says which of the classes the model in use was never shown, before pictures are asked of it. */
export function UnknownClassesNote({ classIds }: { readonly classIds: readonly number[] }) {
  const labelSet = useStudioState((state) => state.labelSet);
  const model = useStudioState((state) => (state.engine.phase === 'ready' ? state.engine.info.model : null));
  const unknown = useMemo(() => {
    const asked = new Set(classIds);
    return unknownClasses(
      labelSet.classes.filter(({ id }) => asked.has(id)),
      model?.knownClasses,
    );
  }, [classIds, labelSet, model]);
  if (unknown.length === 0) return null;
  const named = unknown.slice(0, MAX_NAMED).map(({ promptName }) => promptName);
  const more = unknown.length > MAX_NAMED ? ` and ${unknown.length - MAX_NAMED} more` : '';
  return (
    <p className="plan-notes" translate="no">
      {model?.name} does not know {named.join(', ')}
      {more}. Their pictures will show something else.
    </p>
  );
}
