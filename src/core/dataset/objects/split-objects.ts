import type { AttentionEdges } from '../../attention/types.ts';
import type { ObjectSettings } from '../../segmentation/types.ts';
import { labelClasses, labelComponents } from '../regions/label-regions.ts';
import type { LabelledRegions } from '../regions/types.ts';
import { edgeField } from './edge-field.ts';
import { floodObjects } from './flood-objects.ts';
import { neckField } from './neck-field.ts';

/** An object whose parts touch at a corner only is one object, as contour finders see it. */
const CONNECTIVITY = 8;

/** What is stored without objects means this: what exports have had since before there was a choice. */
export const PLAIN_OBJECTS: ObjectSettings = { by: 'component', minShare: 0, strength: 0 };

export interface MaskToSplit {
  /** Class ids u8 `[height,width]`, row-major, 255 void. */
  readonly mask: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Of the record that it was made of; null where it has none: connected parts stand in for those between edges. */
  readonly edges: AttentionEdges | null;
}

/** The objects of a mask. Pixels of those that are too small have a label that no region has. */
export function splitObjects(split: MaskToSplit, settings: ObjectSettings): LabelledRegions {
  const minAreaPixels = minAreaOf(settings, split);
  const found = splitRegions(split, settings);
  return { ...found, regions: found.regions.filter(({ areaPixels }) => areaPixels >= minAreaPixels) };
}

/** Pixels that an object has at least. */
export function minAreaOf({ minShare }: ObjectSettings, { width, height }: Pick<MaskToSplit, 'width' | 'height'>) {
  return Math.max(1, Math.round(minShare * width * height));
}

/** The same with those that are too small to be objects. */
export function splitRegions({ mask, width, height, edges }: MaskToSplit, settings: ObjectSettings): LabelledRegions {
  const { by, strength } = settings;
  const minAreaPixels = minAreaOf(settings, { width, height });
  const flood = (barriers: Float32Array) =>
    floodObjects({ mask, width, height, barriers }, { strength, minAreaPixels });
  if (by === 'class') return labelClasses(mask, width, height);
  if (by === 'neck') return flood(neckField(mask, width, height));
  if (by === 'edge' && edges) return flood(edgeField(edges, width, height));
  return labelComponents(mask, width, height, CONNECTIVITY);
}
