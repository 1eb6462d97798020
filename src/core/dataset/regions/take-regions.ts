import type { DatasetEntry } from '../types.ts';
import { labelClasses, labelComponents } from './label-regions.ts';
import type { RegionLosses } from './region-losses.ts';
import type { LabelledRegions } from './types.ts';

/** An object whose parts touch at a corner only is one object, as contour finders see it. */
export const REGION_CONNECTIVITY = 8;

export interface RegionChoice {
  /** One region for each connected part of a class, or for each class. */
  readonly regions: 'component' | 'class';
  /** Smaller ones are left out. */
  readonly minAreaPixels: number;
}

/** The regions of a pair's mask that a format gets; `losses` notes what it does not get. */
export function takeRegions(
  mask: Uint8Array,
  { width, height, pixels }: Pick<DatasetEntry, 'width' | 'height' | 'pixels'>,
  { regions, minAreaPixels }: RegionChoice,
  losses: RegionLosses,
): LabelledRegions {
  const found =
    regions === 'class' ? labelClasses(mask, width, height) : labelComponents(mask, width, height, REGION_CONNECTIVITY);
  const taken = found.regions.filter(({ areaPixels }) => areaPixels >= minAreaPixels);
  losses.add({
    taken: taken.length,
    dropped: found.regions.filter(({ areaPixels }) => areaPixels < minAreaPixels),
    voidPixels: pixels.void,
  });
  return { ...found, regions: taken };
}
