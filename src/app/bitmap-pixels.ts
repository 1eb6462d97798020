import type { PhotoPixels } from '../studio/dependencies.ts';

type Pixels = Uint8ClampedArray<ArrayBuffer>;
type Read = (canvas: OffscreenCanvas) => Promise<Pixels>;

/**
 * The pixels of a bitmap over white: transparent parts become white, as in most training pictures of objects. Some browsers disturb what a
 * page reads from a canvas, so that people cannot be told apart by it, and some read a video frame otherwise than asked: each
 * way is tried on known pixels first, and the first that gives them back is taken.
 */
export async function pixelsOverWhite(bitmap: ImageBitmap): Promise<PhotoPixels> {
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height);
  const context = contextOf(canvas);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0);
  const exact = await firstExact([readFrame, readCanvas]);
  return { width, height, rgba: await (exact ?? readCanvas)(canvas), isDisturbed: exact === null };
}

const readFrame: Read = async (canvas) => {
  const frame = new VideoFrame(canvas, { timestamp: 0 });
  try {
    const rgba = new Uint8ClampedArray(4 * canvas.width * canvas.height);
    const layout = [{ offset: 0, stride: 4 * canvas.width }];
    await frame.copyTo(rgba, { format: 'RGBA', colorSpace: 'srgb', layout });
    return rgba;
  } finally {
    frame.close();
  }
};

const readCanvas: Read = async (canvas) => contextOf(canvas).getImageData(0, 0, canvas.width, canvas.height).data;

const TRIED_SIDE = 32;

async function firstExact(ways: readonly Read[]): Promise<Read | null> {
  const tried = new ImageData(TRIED_SIDE, TRIED_SIDE);
  tried.data.forEach((_, i) => {
    tried.data[i] = i % 4 === 3 ? 255 : (i * 37) & 255;
  });
  const canvas = new OffscreenCanvas(TRIED_SIDE, TRIED_SIDE);
  contextOf(canvas).putImageData(tried, 0, 0);
  for (const read of ways) {
    // A browser without the way, or that refuses it, has another.
    const found = await read(canvas).catch(() => null);
    if (found?.every((value, i) => value === tried.data[i])) return read;
  }
  return null;
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('The browser gave no 2D canvas');
  return context;
}
