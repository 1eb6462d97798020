import { StudioError } from '../../src/core/errors.ts';
import { DEFAULT_OBJECTS } from '../../src/core/segmentation/tuning-defaults.ts';
import type { ObjectSettings, ObjectWay } from '../../src/core/segmentation/types.ts';

/** What the command line says about objects, as it is written. */
export interface AskedObjects {
  readonly objects?: ObjectWay | undefined;
  readonly objectsMin?: string | undefined;
}

/**
 * What is an object, by options of the command line over what a settings file has; missing where neither says anything.
 * @throws StudioError `arguments-invalid`
 */
export function readObjects({ objects: by, objectsMin }: AskedObjects, file?: ObjectSettings): ObjectSettings | null {
  if (by === undefined && objectsMin === undefined) return file ?? null;
  const settings = file ?? DEFAULT_OBJECTS;
  return {
    ...settings,
    ...(by === undefined ? {} : { by }),
    ...(objectsMin === undefined ? {} : { minShare: shareOf(objectsMin) }),
  };
}

function shareOf(text: string): number {
  const percent = Number(text);
  if (text.trim() !== '' && percent >= 0 && percent <= 100) return percent / 100;
  const message = `Expected --objects-min as a share of the picture, 0 to 100 per cent; found ${text}.`;
  throw new StudioError({ code: 'arguments-invalid', message });
}
