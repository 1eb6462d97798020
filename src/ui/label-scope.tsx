import { createContext, type ReactNode, useContext } from 'react';
import type { LabelSet } from '../core/prompt/types.ts';
import { shownLabelSet } from '../studio/label-sets/known-label-sets.ts';
import { useStudioState } from './studio-context.tsx';

const LabelSetContext = createContext<LabelSet | null>(null);

interface LabelScopeProps {
  readonly labelSet: LabelSet;
  readonly children: ReactNode;
}

/** Class ids below mean classes of this set. */
export function LabelScope({ labelSet, children }: LabelScopeProps) {
  return <LabelSetContext value={labelSet}>{children}</LabelSetContext>;
}

/** Class ids below are those of what is on the stage, whatever the prompt has meanwhile. */
export function StageLabels({ children }: { readonly children: ReactNode }) {
  return <LabelScope labelSet={useStudioState(shownLabelSet)}>{children}</LabelScope>;
}

/** The label set of this part of the screen: the prompt's, where no scope says another. */
export function useLabelSet(): LabelSet {
  const scope = useContext(LabelSetContext);
  const own = useStudioState((state) => state.labelSet);
  return scope ?? own;
}
