import type { ReactNode } from 'react';
import { Button, Tooltip, TooltipTrigger } from 'react-aria-components';

interface LegendToggleProps {
  readonly isDrawn: boolean;
  readonly onPress: () => void;
  /** What the numbers on it mean; opens on hover and on focus, and describes the button. */
  readonly explanation: string | null;
  readonly children: ReactNode;
}

/** The part of a legend chip that shows or hides its class. */
export function LegendToggle({ isDrawn, onPress, explanation, children }: LegendToggleProps) {
  const button = (
    <Button className="legend-toggle" aria-pressed={isDrawn} onPress={onPress}>
      <span className="visually-hidden">Show </span>
      {children}
    </Button>
  );
  if (explanation === null) return button;
  return (
    <TooltipTrigger delay={400} closeDelay={80}>
      {button}
      <Tooltip className="tooltip" offset={6}>
        {explanation}
      </Tooltip>
    </TooltipTrigger>
  );
}
