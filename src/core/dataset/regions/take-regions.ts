import { minAreaOf, PLAIN_OBJECTS, splitRegions } from '../objects/split-objects.ts';
import type { DatasetWriterInput, SplitEntry } from '../types.ts';
import { labelClasses, labelComponents } from './label-regions.ts';
import type { RegionLosses } from './region-losses.ts';
import type { LabelledRegions } from './types.ts';

/** An object whose parts touch at a corner only is one object, as contour finders see it. */
export const REGION_CONNECTIVITY = 8;

export interface RegionChoice {
  /** One region for each object as its picture is tuned, for each connected part of a class, or for each class. */
  readonly regions: 'object' | 'component' | 'class';
  /** Smaller ones are left out. */
  readonly minAreaPixels: number;
}

export interface MaskRegions extends LabelledRegions {
  /** Class ids u8 `[height,width]`, row-major. */
  readonly mask: Uint8Array;
}

/** The regions of a pair's mask that a format gets; `losses` notes what it does not get. */
export async function takeRegions(
  input: Pick<DatasetWriterInput, 'readMask' | 'readEdges'>,
  entry: SplitEntry,
  { regions, minAreaPixels }: RegionChoice,
  losses: RegionLosses,
): Promise<MaskRegions> {
  const { width, height, pixels, stem } = entry;
  const mask = await input.readMask(stem);
  let least = minAreaPixels;
  let found: LabelledRegions;
  if (regions === 'object') {
    const settings = entry.tuning.objects ?? PLAIN_OBJECTS;
    const edges = settings.by === 'edge' ? await input.readEdges(stem) : null;
    if (settings.by === 'edge' && !edges) losses.addWithoutEdges();
    found = splitRegions({ mask, width, height, edges }, settings);
    least = Math.max(least, minAreaOf(settings, entry));
  } else if (regions === 'class') {
    found = labelClasses(mask, width, height);
  } else {
    found = labelComponents(mask, width, height, REGION_CONNECTIVITY);
  }
  const taken = found.regions.filter(({ areaPixels }) => areaPixels >= least);
  const dropped = found.regions.filter(({ areaPixels }) => areaPixels < least);
  losses.add({ taken: taken.length, dropped, least, voidPixels: pixels.void });
  return { ...found, regions: taken, mask };
}
