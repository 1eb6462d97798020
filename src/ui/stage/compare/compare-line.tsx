import type { PointerEvent } from 'react';

interface CompareLineProps {
  readonly share: number;
  readonly onShare: (share: number) => void;
}

/** The line between two masks, for pointers; the slider above the picture does the same by keyboard. */
export function CompareLine({ share, onShare }: CompareLineProps) {
  const move = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.parentElement?.getBoundingClientRect();
    if (!box || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    onShare(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)));
  };
  return (
    <span
      className="compare-line"
      data-testid="compare-line"
      style={{ left: `${share * 100}%` }}
      onPointerDown={(event) => {
        // Not the picture's: it would be dragged along.
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={move}
    />
  );
}
