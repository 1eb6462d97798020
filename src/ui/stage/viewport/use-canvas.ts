import { type RefObject, useEffect, useRef } from 'react';
import { usePixels } from '../../studio-context.tsx';

/** One drawing: `paint` fills RGBA8 `[height, width, 4]`. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  paint(rgba: Uint8ClampedArray): void;
}

interface Painter {
  schedule(): void;
  stop(): void;
}

/** Draws at most once per animation frame; no frame leaves the canvas clear. */
function createPainter(canvas: HTMLCanvasElement, nextFrame: () => Frame | null): Painter {
  const context = canvas.getContext('2d');
  let image: ImageData | null = null;
  let request = 0;

  const draw = () => {
    request = 0;
    const frame = nextFrame();
    if (!frame) {
      context?.clearRect(0, 0, canvas.width, canvas.height);
      return;
    }
    const { width, height } = frame;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    if (image?.width !== width || image.height !== height) image = new ImageData(width, height);
    frame.paint(image.data);
    context?.putImageData(image, 0, 0);
  };
  return {
    schedule() {
      if (request === 0) request = requestAnimationFrame(draw);
    },
    stop: () => cancelAnimationFrame(request),
  };
}

/**
 * Draws a canvas straight from typed arrays: when pixels change, and after each render of the component (its props decide
 * how to draw). Pixels never pass through React.
 */
export function useCanvas(canvas: RefObject<HTMLCanvasElement | null>, nextFrame: () => Frame | null): void {
  const pixels = usePixels();
  const latest = useRef(nextFrame);
  const painter = useRef<Painter | null>(null);

  useEffect(() => {
    if (!canvas.current) return;
    const created = createPainter(canvas.current, () => latest.current());
    painter.current = created;
    const unsubscribe = pixels.subscribe(() => created.schedule());
    return () => {
      unsubscribe();
      created.stop();
    };
  }, [canvas, pixels]);
  useEffect(() => {
    latest.current = nextFrame;
    painter.current?.schedule();
  });
}
