import type { SplitEntry } from '../../types.ts';

type Split = SplitEntry['split'];

/** The picture folders of COCO itself are named like this, with a year. */
export const cocoPicturePath = ({ split, stem }: SplitEntry): string => `${split}/${stem}.jpg`;
export const instancesPath = (split: Split): string => `annotations/instances_${split}.json`;
export const panopticPath = (split: Split): string => `annotations/panoptic_${split}.json`;
/** Readers look for the PNGs in the folder that is named like the JSON. */
export const panopticPngPath = ({ split, stem }: SplitEntry): string => `annotations/panoptic_${split}/${stem}.png`;
