import { StudioError } from '../../../errors.ts';
import { BACKGROUND_ID, VOID_ID } from '../../../segmentation/types.ts';
import type { MaskRegions } from '../../regions/take-regions.ts';

/** One byte a pixel, less background and void. */
const MAX_OBJECTS = VOID_ID - 1;

/**
 * VOC's SegmentationObject: objects of all classes numbered from 1 on, by the place of their first pixel. Pixels of a class that are in no
 * object, because theirs is too small, are void as those of no class are: they are judged nowhere.
 *
 * @returns u8 `[height,width]`, row-major
 * @throws StudioError `settings-invalid` for more objects than a byte can tell apart
 */
export function objectMask({ mask, labels, regions }: MaskRegions, stem: string): Uint8Array {
  if (regions.length > MAX_OBJECTS) {
    const message = `SegmentationObject can have ${MAX_OBJECTS} objects a picture, found ${regions.length} in ${stem}. Leave out small ones: raise the smallest object in its tuning, or the smallest region of the export.`;
    throw new StudioError({ code: 'settings-invalid', message });
  }
  const numbers = new Map(regions.map(({ label }, index) => [label, index + 1]));
  return Uint8Array.from(mask, (id, pixel) =>
    id === BACKGROUND_ID ? BACKGROUND_ID : (numbers.get(labels[pixel] as number) ?? VOID_ID),
  );
}
