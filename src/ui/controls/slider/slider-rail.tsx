import type { ReactNode } from 'react';
import { SliderThumb, SliderTrack } from 'react-aria-components';

interface SliderRailProps {
  /** The part that is filled, as shares of the rail: 0 … 1. */
  readonly from?: number;
  readonly to: number;
  /** Missing: one. */
  readonly thumbs?: ReactNode;
}

const percent = (share: number) => `${100 * share}%`;

/** What a slider moves along. */
export function SliderRail({ from = 0, to, thumbs = <SliderThumb className="slider-thumb" /> }: SliderRailProps) {
  return (
    <SliderTrack className="slider-track">
      <span className="slider-rail" />
      <span className="slider-fill" style={{ left: percent(from), width: percent(to - from) }} />
      {thumbs}
    </SliderTrack>
  );
}
