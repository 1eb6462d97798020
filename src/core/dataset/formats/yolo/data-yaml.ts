import type { DatasetWriterInput } from '../../types.ts';

/** Characters that YAML readers refuse or take for the end of a line, also within quotes. */
const UNWRITTEN = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/**
 * A text in double quotes with JSON's escapes, which are YAML's too (yaml.org/spec/1.2.2, 7.3.1): `no`, `null`, `007` and `a: b` stay
 * texts, which they do not without quotes.
 */
export function yamlText(text: string): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(text).replace(UNWRITTEN, escaped);
}

export interface DataYaml {
  readonly text: string;
  /** Where a split had to stand in for another. */
  readonly notes: readonly string[];
}

/**
 * data.yaml as Ultralytics reads it (docs.ultralytics.com/datasets): without `path`, pictures are looked for beside it. Both splits must
 * be there, so that one without pictures is the other one.
 *
 * @param names of the classes by their indices
 * @param masksFolder where masks are, in place of `images`; left out: labels are polygons
 */
export function dataYaml({ train, val }: DatasetWriterInput, names: readonly string[], masksFolder?: string): DataYaml {
  const trainFolder = train.length > 0 ? 'train' : 'val';
  const valFolder = val.length > 0 ? 'val' : 'train';
  const lines = [
    `train: images/${trainFolder}`,
    `val: images/${valFolder}`,
    ...(masksFolder ? [`masks_dir: ${masksFolder}`] : []),
    'names:',
    ...names.map((name, index) => `  ${index}: ${yamlText(name)}`),
  ];
  const standsIn = (missing: string, other: string) =>
    `There are no pictures for ${missing}, and Ultralytics needs some: data.yaml names those of ${other} for it.`;
  const notes = [
    ...(train.length === 0 ? [standsIn('train', 'val')] : []),
    ...(val.length === 0 ? [standsIn('val', 'train')] : []),
  ];
  return { text: `${lines.join('\n')}\n`, notes };
}
