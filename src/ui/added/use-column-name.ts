import { useLabelSet } from '../label-scope.tsx';
import { findClass, selectedPair } from '../selectors.ts';
import { useStudioState } from '../studio-context.tsx';

/** What the columns of the pair on the stage are called: classes by their prompt words, words as they are. */
export function useColumnName(): (id: number) => string {
  const labelSet = useLabelSet();
  const added = useStudioState((state) => selectedPair(state)?.addedClasses);
  return (id) =>
    findClass(labelSet, id)?.promptName ?? added?.find(({ classId }) => classId === id)?.word ?? `class ${id}`;
}
