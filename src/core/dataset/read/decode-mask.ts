import { type DecodedPng, decode } from 'fast-png';
import { isPng } from '../embedded/png-text.ts';
import { datasetUnreadable } from './dataset-unreadable.ts';
import { colorKey, type DatasetLabels, idsByColor } from './read-labels.ts';
import type { ReadMask } from './types.ts';

/** A PNG's samples, one byte each. */
export interface PngBytes {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** u8 `[height,width,channels]`. */
  readonly data: Uint8Array;
  readonly palette: readonly (readonly number[])[] | null;
}

/** @throws StudioError `dataset-unreadable` for what is no PNG, a damaged one, or one with more than 8 bits a sample */
export function decodePngBytes(png: Uint8Array, path: string): PngBytes {
  if (!isPng(png)) throw datasetUnreadable(`Expected a PNG at ${path}, found something else.`);
  const decoded = decodeWhole(png, path);
  const { width, height, channels, depth, palette = null } = decoded;
  if (depth === 16) throw datasetUnreadable(`Expected at most 8 bits a sample in ${path}, found 16.`);
  const packed = decoded.data as Uint8Array;
  const data = depth === 8 ? packed : unpacked(packed, width, height, depth, palette === null);
  return { width, height, channels, data, palette };
}

function decodeWhole(png: Uint8Array, path: string): DecodedPng {
  try {
    return decode(png, { checkCrc: true });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw datasetUnreadable(`Expected a whole PNG at ${path}, found a damaged one (${message}).`, cause);
  }
}

/** Samples of fewer than eight bits: rows begin at whole bytes (PNG specification, 7.2). Indices and grey levels stay as they are. */
function unpacked(packed: Uint8Array, width: number, height: number, depth: 1 | 2 | 4, isGrey: boolean): Uint8Array {
  const rowBytes = Math.ceil((width * depth) / 8);
  const most = (1 << depth) - 1;
  // A mask of two grey levels is black and white to whoever looks at it.
  const scale = isGrey && depth === 1 ? 255 : 1;
  const out = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const bit = x * depth;
      const byte = packed[y * rowBytes + (bit >> 3)] as number;
      out[i] = ((byte >> (8 - depth - (bit & 7))) & most) * scale;
    }
  }
  return out;
}

/**
 * The ids of a mask's PNG: values of grey and palette PNGs as they are, colours by the label set's. Where ids are not known beyond doubt,
 * a palette's colours go before its places.
 * @throws StudioError `dataset-unreadable` as `decodePngBytes`, and for a colour that no label has
 */
export function decodeMask(png: Uint8Array, path: string, labels: DatasetLabels): ReadMask {
  const { width, height, channels, data, palette } = decodePngBytes(png, path);
  if (channels >= 3) return { width, height, ids: fromColors(data, channels, path, labels) };
  const values = channels === 1 ? data : data.filter((_, i) => i % channels === 0);
  if (!palette || labels.hasOwnIds) return { width, height, ids: values };
  const byColor = idsByColor(labels.labelSet);
  const ids = Uint8Array.from({ length: 256 }, (_, value) => {
    const [red = -1, green = -1, blue = -1] = palette[value] ?? [];
    return (red < 0 ? undefined : byColor.get(colorKey(red, green, blue))) ?? value;
  });
  return { width, height, ids: values.map((value) => ids[value] as number) };
}

function fromColors(data: Uint8Array, channels: number, path: string, { labelSet }: DatasetLabels): Uint8Array {
  const byColor = idsByColor(labelSet);
  const ids = new Uint8Array(data.length / channels);
  for (let pixel = 0; pixel < ids.length; pixel++) {
    const at = pixel * channels;
    const [red, green, blue] = [data[at] as number, data[at + 1] as number, data[at + 2] as number];
    const id = byColor.get(colorKey(red, green, blue));
    if (id === undefined) {
      throw datasetUnreadable(
        `Expected colours of labels in ${path}, found ${red},${green},${blue}, which none of “${labelSet.name}” has.`,
      );
    }
    ids[pixel] = id;
  }
  return ids;
}
