import { labelmapText, labelsOf, namesNotInLabelmap } from '../../core/dataset/labelmap.ts';
import { labelSetJson } from '../../core/prompt/label-sets/label-json.ts';
import { namesText } from '../../core/prompt/label-sets/read-names.ts';
import type { LabelSet } from '../../core/prompt/types.ts';
import type { LabelSetFile } from './label-set-state.ts';

export interface WrittenFile {
  readonly fileName: string;
  readonly text: string;
  /** What reading it again would not give back, in a sentence; null where all is there. */
  readonly note: string | null;
}

/** A label set as one of the files that `readClassFile` reads. */
export function labelSetFile(set: LabelSet, kind: LabelSetFile): WrittenFile {
  if (kind === 'json') return { fileName: `${set.id}.json`, text: labelSetJson(set), note: null };
  if (kind === 'names') {
    const note = 'The list has the names alone: words and colours are in the JSON file.';
    return { fileName: `${set.id}-names.txt`, text: namesText(set.classes), note };
  }
  const changed = namesNotInLabelmap(set.classes.map(({ name }) => name));
  const names = changed.map((name) => `“${name}”`).join(', ');
  const note =
    changed.length === 0
      ? null
      : `A labelmap cannot hold ${names} as they are: “:” separates its fields and “#” begins its comments. They are written with “_”; the JSON file has them unchanged.`;
  // CVAT looks for exactly this name.
  return { fileName: 'labelmap.txt', text: labelmapText(labelsOf(set)), note };
}
