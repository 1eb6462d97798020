import { selectedPair } from '../../selectors.ts';
import { useStudioState } from '../../studio-context.tsx';
import { usePixelKinds } from '../probe/use-pixel-facts.ts';

/** Whether strokes go onto the mask now: it has to be there and to be seen. */
export function useCanPaint(): boolean {
  const kinds = usePixelKinds();
  const isOn = useStudioState((state) => state.painting.isOn && selectedPair(state) !== null);
  const isSeen = useStudioState(({ stageTab }) => stageTab === 'overlay' || stageTab === 'mask');
  return isOn && isSeen && kinds.mask;
}
