import type { LabelSet } from '../../core/prompt/types.ts';
import { useStudioState } from '../studio-context.tsx';
import { chosenClasses, knownClassesOf, unknownText } from './unknown-text.ts';

/** Says before anything is made which of the chosen classes the model in use was not trained on. */
export function UnknownNote({ id }: { readonly id: string }) {
  const labelSet = useStudioState((state) => state.labelSet);
  const classIds = useStudioState((state) => state.draft.classIds);
  return <UnknownClasses id={id} labelSet={labelSet} classIds={classIds} />;
}

interface UnknownClassesProps {
  readonly id: string;
  readonly labelSet: LabelSet;
  readonly classIds: readonly number[];
}

/** The same of any classes. */
export function UnknownClasses({ id, labelSet, classIds }: UnknownClassesProps) {
  const knownClasses = useStudioState(knownClassesOf);
  const text = unknownText(chosenClasses(labelSet, classIds), knownClasses);
  return (
    <div id={id} role="status">
      {text && <p className="unknown-note">{text}</p>}
    </div>
  );
}
