import type { LabelSet, Rgb } from '../prompt/types.ts';
import { BACKGROUND_ID, VOID_ID } from '../segmentation/types.ts';
import { maskPalette } from './palette.ts';

export interface Label {
  /** Mask value. */
  readonly id: number;
  readonly name: string;
  /** The words that stood for the class in prompts; background and void have none. */
  readonly promptName?: string;
  /** The colour that the mask's palette gives it. */
  readonly color: Rgb;
}

/**
 * All values that a mask may hold, by rising id: background, the label set's classes, and void, which VOC readers
 * (Datumaro, and CVAT through it) call `ignored`. Expects a label set that `validateLabelSet` of core/prompt accepts.
 */
export function labelsOf(labelSet: LabelSet): Label[] {
  const labels = [
    { id: BACKGROUND_ID, name: 'background' },
    ...labelSet.classes.map(({ id, name, promptName }) => ({ id, name, promptName })),
    { id: VOID_ID, name: 'ignored' },
  ];
  const palette = maskPalette(labelSet);
  return labels.sort((a, b) => a.id - b.id).map((label) => ({ ...label, color: palette[label.id] as Rgb }));
}

/**
 * labelmap.txt as CVAT's "Segmentation mask" format defines it (docs.cvat.ai, format-smask): `name:r,g,b:parts:actions`,
 * parts and actions empty. A name that its readers would take apart (Datumaro's `parse_label_map`) is written another way, with
 * a comment that says so.
 */
export function labelmapText(labels: readonly Label[]): string {
  const lines = ['# label:color_rgb:parts:actions'];
  const used = new Set(labels.map(({ name }) => name));
  for (const { name, color } of labels) {
    const written = labelmapName(name, used);
    if (written !== name) lines.push(`# ${JSON.stringify(written)} stands for ${JSON.stringify(name)}`);
    lines.push(`${written}:${color.join(',')}::`);
  }
  return `${lines.join('\n')}\n`;
}

/** The names that `labelmapText` cannot write as they are. */
export function namesNotInLabelmap(names: readonly string[]): string[] {
  return names.filter((name) => name.includes(':') || name.startsWith('#'));
}

function labelmapName(name: string, used: Set<string>): string {
  if (namesNotInLabelmap([name]).length === 0) return name;
  let written = name.replaceAll(':', '_').replace(/^#/, '_');
  while (used.has(written)) written += '_';
  used.add(written);
  return written;
}
