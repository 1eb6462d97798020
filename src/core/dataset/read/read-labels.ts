import type { LabelSet } from '../../prompt/types.ts';
import { BACKGROUND_ID, VOID_ID } from '../../segmentation/types.ts';
import { labelsOf } from '../labelmap.ts';
import { datasetUnreadable } from './dataset-unreadable.ts';
import type { DatasetManifest, LabelKnowledge } from './types.ts';

/** What a dataset's values and names mean. */
export interface DatasetLabels {
  readonly labelSet: LabelSet;
  /**
   * Whether ids in masks are the set's beyond doubt. A list of names gives them by their places only: where a mask has colours, these
   * go before.
   */
  readonly hasOwnIds: boolean;
}

/** A file of the dataset that names its classes, in a form that `labelSetOf` reads. */
export interface ClassFile {
  readonly fileName: string;
  readonly text: string;
}

/**
 * The label set of a dataset: its manifest's, else the one that a person chose, else that of its own file of classes, else Pascal VOC's
 * where `isVoc` allows.
 * @throws StudioError `dataset-unreadable` where nothing says, and as `labelSetOf`
 */
export function datasetLabels(
  manifest: DatasetManifest | null,
  { labelSet, labelSetOf, vocLabelSet }: LabelKnowledge,
  file: ClassFile | null,
  isVoc = false,
): DatasetLabels {
  if (manifest) return { labelSet: manifest.labelSet, hasOwnIds: true };
  if (labelSet) return { labelSet, hasOwnIds: false };
  if (file) return { labelSet: labelSetOf(file.fileName, file.text), hasOwnIds: false };
  if (isVoc) return { labelSet: vocLabelSet, hasOwnIds: true };
  throw datasetUnreadable(
    'Expected a file that names the classes (manifest.json, labelmap.txt, data.yaml), found none. Name a label set with --label-set.',
  );
}

/** 24 bits, red first. */
export const colorKey = (red: number, green: number, blue: number): number => (red << 16) | (green << 8) | blue;

/** Mask values by `colorKey`, background and void among them. */
export function idsByColor(labelSet: LabelSet): Map<number, number> {
  return new Map(labelsOf(labelSet).map(({ id, color }) => [colorKey(...color), id]));
}

/** The mask value that a name stands for: as datasets call it, or by the words of prompts; undefined: it is none of the set's. */
export function idOfName({ classes }: LabelSet, name: string): number | undefined {
  const folded = name.trim().toLowerCase();
  if (folded === 'background') return BACKGROUND_ID;
  if (folded === 'ignored' || folded === 'void') return VOID_ID;
  const found =
    classes.find((one) => one.name === name) ??
    classes.find((one) => one.name.toLowerCase() === folded) ??
    classes.find((one) => one.promptName.toLowerCase() === folded) ??
    classes.find((one) => one.synonyms.some((word) => word.toLowerCase() === folded));
  return found?.id;
}
