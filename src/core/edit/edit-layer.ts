import { BACKGROUND_ID, type PixelCounts, type Segmentation, VOID_ID } from '../segmentation/types.ts';
import { type EditLayer, NO_EDIT } from './types.ts';

/** A layer without an edit. */
export function emptyLayer(width: number, height: number): EditLayer {
  return { width, height, values: new Uint16Array(width * height) };
}

export function copyLayer({ width, height, values }: EditLayer): EditLayer {
  return { width, height, values: values.slice() };
}

/** The layer's value for a mask value 0 … 255; null: no edit. */
export function editOf(maskValue: number | null): number {
  return maskValue === null ? NO_EDIT : maskValue + 1;
}

/** What the mask shows at a pixel: the painted value, or the computed one under it. */
export function shownValue(edit: number, computed: number): number {
  return edit === NO_EDIT ? computed : edit - 1;
}

export function countEdits({ values }: EditLayer): number {
  let count = 0;
  for (const value of values) if (value !== NO_EDIT) count++;
  return count;
}

/**
 * The mask with the edits over it, in a fresh array.
 * @param mask u8 `[H,W]`, of the layer's size
 */
export function applyEdits(mask: Uint8Array, { values }: EditLayer): Uint8Array<ArrayBuffer> {
  const shown = new Uint8Array(mask);
  for (let index = 0; index < shown.length; index++) {
    const edit = values[index] ?? NO_EDIT;
    if (edit !== NO_EDIT) shown[index] = edit - 1;
  }
  return shown;
}

/**
 * Pixels of each value.
 * @param classIds classes that are counted though they have no pixel
 */
export function countPixels(mask: Uint8Array, classIds: Iterable<number>): PixelCounts {
  const counts = new Uint32Array(256);
  for (const id of mask) counts[id] = (counts[id] as number) + 1;
  const wanted = new Set(classIds);
  const classes: Record<number, number> = {};
  for (const [id, count] of counts.entries()) {
    if (id !== BACKGROUND_ID && id !== VOID_ID && (count > 0 || wanted.has(id))) classes[id] = count;
  }
  return { background: counts[BACKGROUND_ID] as number, void: counts[VOID_ID] as number, classes };
}

/** A segmentation as its pair has it: mask and counts with the edits over them; scores and evidence stay the model's. */
export function editSegmentation(segmentation: Segmentation, layer: EditLayer | null): Segmentation {
  if (!layer || layer.width !== segmentation.width || layer.height !== segmentation.height) return segmentation;
  const mask = applyEdits(segmentation.mask, layer);
  return {
    ...segmentation,
    mask,
    pixels: countPixels(
      mask,
      segmentation.presence.map(({ classId }) => classId),
    ),
  };
}
