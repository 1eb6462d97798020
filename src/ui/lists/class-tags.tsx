import { Swatch } from '../controls/swatch.tsx';
import { findClass } from '../selectors.ts';
import { useStudioState } from '../studio-context.tsx';

/** Classes of a prompt, by name and colour. */
export function ClassTags({ classIds }: { readonly classIds: readonly number[] }) {
  const labelSet = useStudioState((state) => state.labelSet);
  return (
    <ul className="class-tags" translate="no">
      {classIds.map((id) => (
        <li key={id}>
          <Swatch classId={id} />
          {findClass(labelSet, id)?.promptName ?? id}
        </li>
      ))}
    </ul>
  );
}
