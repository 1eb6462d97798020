import { useEffect, useRef } from 'react';
import { usePixels } from '../studio-context.tsx';

/** Side of a thumbnail's bitmap: twice its size on the strip, for dense screens. */
const SIDE = 128;

/** A pair's small picture, drawn when it has been read from storage. */
export function Thumbnail({ pairId }: { readonly pairId: string }) {
  const pixels = usePixels();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let drawn: ImageBitmap | null = null;
    const draw = () => {
      const bitmap = pixels.thumbnail(pairId);
      const context = canvas.current?.getContext('2d');
      if (!bitmap || !context || bitmap === drawn) return;
      drawn = bitmap;
      context.imageSmoothingEnabled = bitmap.width > SIDE;
      context.drawImage(bitmap, 0, 0, SIDE, SIDE);
    };
    draw();
    return pixels.subscribe(draw);
  }, [pixels, pairId]);
  return <canvas ref={canvas} className="thumbnail" width={SIDE} height={SIDE} />;
}
