import { Slider } from 'react-aria-components';
import { SliderRail } from './slider-rail.tsx';

interface ShareSliderProps {
  readonly label: string;
  /** 0 … 1. */
  readonly share: number;
  readonly onChange: (share: number) => void;
}

/** A slider of a share, by hundredths, without a label that is seen. */
export function ShareSlider({ label, share, onChange }: ShareSliderProps) {
  return (
    <Slider
      className="slider"
      aria-label={label}
      minValue={0}
      maxValue={1}
      step={0.01}
      value={share}
      formatOptions={{ style: 'percent' }}
      onChange={onChange}
    >
      <SliderRail to={share} />
    </Slider>
  );
}
