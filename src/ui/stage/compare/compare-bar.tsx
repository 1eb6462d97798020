import { Button } from 'react-aria-components';
import type { TuningSettings } from '../../../core/segmentation/types.ts';
import { ShareSlider } from '../../controls/slider/share-slider.tsx';
import { useActions, useStudioState } from '../../studio-context.tsx';

const words = ({ tau, alpha, beta }: TuningSettings) =>
  `τ ${Number(tau.toFixed(2))}, α ${alpha.toFixed(2)}, β ${beta.toFixed(2)}`;

interface CompareBarProps {
  /** Part of the picture, from the left, that shows the kept setting: 0 … 1. */
  readonly share: number;
  readonly onShare: (share: number) => void;
}

/** Two settings of one picture: the kept one at the left, the current one at the right of a line that can be moved. */
export function CompareBar({ share, onShare }: CompareBarProps) {
  const kept = useStudioState((state) => state.comparedTuning);
  const tuning = useStudioState((state) => state.tuning);
  const actions = useActions();
  if (!kept) return null;
  return (
    <section className="compare-bar" aria-label="Compare">
      <span className="compare-side number">
        <strong>Kept</strong> {words(kept)}
      </span>
      <ShareSlider label="Where the kept setting ends" share={share} onChange={onShare} />
      <span className="compare-side number">
        <strong>Now</strong> {words(tuning)}
      </span>
      <Button className="button button-quiet" onPress={() => actions.tune(kept)}>
        Take kept
      </Button>
      <Button className="button button-quiet" onPress={() => actions.setComparing(false)}>
        Done
      </Button>
    </section>
  );
}
