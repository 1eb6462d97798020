import { type PointerEvent, useLayoutEffect, useRef } from 'react';
import { useActions, useStudioState } from '../../studio-context.tsx';
import { BrushRing } from '../brush/brush-ring.tsx';
import { useCanPaint } from '../brush/can-paint.ts';
import { useBrushKeys } from '../brush/use-brush-keys.ts';
import { useBrushPointer } from '../brush/use-brush-pointer.ts';
import { CompareLine } from '../compare/compare-line.tsx';
import { ScoreReadout } from '../probe/score-readout.tsx';
import { useProbe } from '../probe/use-probe.ts';
import { fitScale, type Size } from './fit.ts';
import { PictureCanvas } from './picture-canvas.tsx';
import { RegionCanvas } from './region-canvas.tsx';
import { useBoxSize } from './use-box-size.ts';
import { useZoom } from './use-zoom.ts';

const MARGIN = 8;

function keepInView(crosshair: HTMLElement | null): void {
  crosshair?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

export interface ViewportProps {
  readonly picture: Size;
  readonly onScale: (scale: number) => void;
  /** Where the line is while two settings are compared: 0 … 1 from the left. */
  readonly share: number;
  readonly onShare: (share: number) => void;
}

/** The picture at its zoom: scrolls, pans by dragging, zooms by Ctrl and wheel around the pointer. */
export function Viewport({ picture, onScale, share, onShare }: ViewportProps) {
  const zoom = useStudioState((state) => state.zoom);
  const showPixels = useStudioState((state) => state.showPixels);
  const actions = useActions();
  const outer = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const drag = useRef<{ x: number; y: number; left: number; top: number } | null>(null);
  const box = useBoxSize(outer);
  const [point, probe] = useProbe();
  const inner = { width: box.width - 2 * MARGIN, height: box.height - 2 * MARGIN };
  const scale = zoom > 0 ? zoom : fitScale(picture, inner, window.devicePixelRatio);
  const width = picture.width * scale;
  const height = picture.height * scale;

  const zoomAround = useZoom(scroller, scale, actions.setZoom);
  const isCompared = useStudioState((state) => state.comparedTuning !== null && state.stageTab !== 'picture');
  const canPaint = useCanPaint();
  const tool = useStudioState((state) => state.painting.tool);
  const brushPointer = useBrushPointer(scroller, scale, probe, zoomAround);
  const [brushKeys, painted] = useBrushKeys(canPaint ? point : null, probe, picture);
  useLayoutEffect(() => onScale(scale), [onScale, scale]);

  const onPointerDown = (event: PointerEvent) => {
    const element = scroller.current;
    if (!element || event.pointerType === 'touch' || event.button !== 0) return;
    if (width <= box.width && height <= box.height) return;
    drag.current = { x: event.clientX, y: event.clientY, left: element.scrollLeft, top: element.scrollTop };
    element.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent) => {
    const from = drag.current;
    if (!from || !scroller.current) return;
    scroller.current.scrollLeft = from.left - (event.clientX - from.x);
    scroller.current.scrollTop = from.top - (event.clientY - from.y);
  };

  return (
    <div ref={outer} className="viewport">
      <div
        ref={scroller}
        className="viewport-scroll scroll"
        data-pannable={width > box.width || height > box.height ? '' : undefined}
        data-painting={canPaint ? tool : undefined}
        {...(canPaint ? brushPointer : { onPointerDown, onPointerMove })}
        onLostPointerCapture={() => {
          drag.current = null;
        }}
      >
        <div className="viewport-content">
          <div className="picture-frame" style={{ width, height }} data-pixelated={showPixels ? '' : undefined}>
            {/* In an application, screen readers hand the arrow keys to the focused picture instead of reading on with them. */}
            <div role="application" aria-label={canPaint ? 'Painting' : 'Score probe'} className="picture-probe">
              <PictureCanvas probe={probe} brush={canPaint ? brushKeys : null} />
              <RegionCanvas scale={scale} from={isCompared ? share : 0} />
              {isCompared && <RegionCanvas scale={scale} to={share} isCompared />}
            </div>
            {isCompared && <CompareLine share={share} onShare={onShare} />}
            {point && canPaint && <BrushRing point={point} scale={scale} />}
            {point && (!canPaint || point.by === 'keyboard') && (
              <span
                ref={point.by === 'keyboard' ? keepInView : null}
                className="crosshair"
                key={point.by === 'keyboard' ? `${point.x},${point.y}` : 'pointer'}
                data-by={point.by}
                style={{ left: point.x * scale, top: point.y * scale, width: scale, height: scale }}
              />
            )}
          </div>
        </div>
      </div>
      <ScoreReadout point={canPaint ? null : point} picture={picture} />
      <p className="visually-hidden" aria-live="polite" translate="no">
        {canPaint ? painted : ''}
      </p>
    </div>
  );
}
