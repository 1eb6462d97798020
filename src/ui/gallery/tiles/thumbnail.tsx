import { useEffect, useRef } from 'react';
import { usePixels } from '../../studio-context.tsx';

/** Side of a thumbnail's bitmap: twice its size on the strip, for dense screens. */
const SIDE = 128;

/** A pair's small picture, drawn when it has been read from storage. */
export function Thumbnail({ pairId }: { readonly pairId: string }) {
  const pixels = usePixels();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const draw = () => {
      const bitmap = pixels.thumbnail(pairId);
      const context = canvas.current?.getContext('2d');
      if (!bitmap || !context) return false;
      context.imageSmoothingEnabled = bitmap.width > SIDE;
      context.drawImage(bitmap, 0, 0, SIDE, SIDE);
      return true;
    };
    // Drawn once: a thumbnail does not change, and asking again would read again what has been dropped since.
    if (draw()) return;
    const unsubscribe = pixels.subscribe(() => {
      if (draw()) unsubscribe();
    });
    return unsubscribe;
  }, [pixels, pairId]);
  return <canvas ref={canvas} className="thumbnail" width={SIDE} height={SIDE} />;
}
