import type { SplitEntry } from '../../types.ts';

/** Ultralytics finds labels and masks by putting another folder in the place of `images`. */
export const yoloPicturePath = ({ split, stem }: SplitEntry): string => `images/${split}/${stem}.jpg`;
export const yoloLabelPath = ({ split, stem }: SplitEntry): string => `labels/${split}/${stem}.txt`;
export const yoloMaskPath = ({ split, stem }: SplitEntry): string => `masks/${split}/${stem}.png`;
