import type { PhotoPixels } from '../studio/dependencies.ts';

/**
 * The pixels of a bitmap over white: transparent parts become white, as in most training pictures of objects. They are read as those of
 * a video frame where the browser has these: some browsers disturb what a page reads from a canvas, so that people cannot be
 * told apart by it. Where there is only the canvas, it is tried whether it gives back what was put in.
 */
export async function pixelsOverWhite(bitmap: ImageBitmap): Promise<PhotoPixels> {
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height);
  const context = contextOf(canvas);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0);
  if (typeof VideoFrame === 'function') return { width, height, rgba: await readFrame(canvas), isDisturbed: false };
  return { width, height, rgba: context.getImageData(0, 0, width, height).data, isDisturbed: isReadBackDisturbed() };
}

async function readFrame(canvas: OffscreenCanvas): Promise<Uint8ClampedArray<ArrayBuffer>> {
  const frame = new VideoFrame(canvas, { timestamp: 0 });
  try {
    const rgba = new Uint8ClampedArray(4 * canvas.width * canvas.height);
    const layout = [{ offset: 0, stride: 4 * canvas.width }];
    await frame.copyTo(rgba, { format: 'RGBA', colorSpace: 'srgb', layout });
    return rgba;
  } finally {
    frame.close();
  }
}

const TRIED_SIDE = 32;

/** Puts pixels of all kinds into a canvas and compares what comes back. */
function isReadBackDisturbed(): boolean {
  const tried = new ImageData(TRIED_SIDE, TRIED_SIDE);
  tried.data.forEach((_, i) => {
    tried.data[i] = i % 4 === 3 ? 255 : (i * 37) & 255;
  });
  const context = contextOf(new OffscreenCanvas(TRIED_SIDE, TRIED_SIDE));
  context.putImageData(tried, 0, 0);
  const { data } = context.getImageData(0, 0, TRIED_SIDE, TRIED_SIDE);
  return data.some((value, i) => value !== tried.data[i]);
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('The browser gave no 2D canvas');
  return context;
}
