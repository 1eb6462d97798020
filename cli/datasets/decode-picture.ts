import { decode as decodePng } from 'fast-png';
import jpeg from 'jpeg-js';
import { isJpeg } from '../../src/core/dataset/jpeg/jpeg-segments.ts';
import { datasetUnreadable } from '../../src/core/dataset/read/dataset-unreadable.ts';
import type { GuidePicture } from '../../src/core/segmentation/types.ts';
import { reason } from './folder-files.ts';
import { notReadable } from './picture-kind.ts';

/** Cameras make 100-megapixel files; what is beyond is no photograph. */
const MAX_MEGAPIXELS = 200;
const MAX_MEMORY_MB = 4096;

/**
 * The pixels of a JPEG or PNG; transparent ones are laid on white. A JPEG's orientation for cameras is not looked at: the masks of a dataset
 * belong to the pixels as they are stored.
 * @param path for messages
 * @throws StudioError `dataset-unreadable` for other files, and damaged ones
 */
export function decodePicture(bytes: Uint8Array, path: string): GuidePicture {
  const refused = notReadable(bytes, path);
  if (refused !== null) throw datasetUnreadable(refused);
  try {
    return isJpeg(bytes) ? fromJpeg(bytes) : fromPng(bytes);
  } catch (cause) {
    throw datasetUnreadable(`Expected a whole picture at ${path}; ${reason(cause)}.`, cause);
  }
}

function fromJpeg(bytes: Uint8Array): GuidePicture {
  const limits = { maxResolutionInMP: MAX_MEGAPIXELS, maxMemoryUsageInMB: MAX_MEMORY_MB };
  const { width, height, data } = jpeg.decode(bytes, { useTArray: true, tolerantDecoding: false, ...limits });
  return { width, height, rgba: new Uint8ClampedArray(data.buffer, data.byteOffset, data.length) };
}

function fromPng(bytes: Uint8Array): GuidePicture {
  const { width, height, channels, depth, data, palette } = decodePng(bytes, { checkCrc: true });
  if (depth < 8) throw new Error(`pictures of ${depth} bits a sample are not read`);
  const most = depth === 16 ? 65535 : 255;
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const at = pixel * channels;
    const sample = (channel: number) => (255 * (data[at + channel] as number)) / most;
    const own = palette?.[data[at] as number];
    const color = own ?? (channels < 3 ? [sample(0), sample(0), sample(0)] : [sample(0), sample(1), sample(2)]);
    const alpha = own ? (own[3] ?? 255) : channels % 2 === 0 ? sample(channels - 1) : 255;
    for (let c = 0; c < 3; c++) rgba[4 * pixel + c] = 255 + ((color[c] as number) - 255) * (alpha / 255);
  }
  return { width, height, rgba };
}
