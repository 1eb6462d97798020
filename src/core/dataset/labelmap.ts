import { StudioError } from '../errors.ts';
import type { LabelSet, Rgb } from '../prompt/types.ts';
import { BACKGROUND_ID, VOID_ID } from '../segmentation/types.ts';
import { VOC_PALETTE } from './palette.ts';

export interface Label {
  /** Mask value. */
  readonly id: number;
  readonly name: string;
  /** The colour that the mask's palette gives it. */
  readonly color: Rgb;
}

const colorOf = (id: number): Rgb => VOC_PALETTE[id] as Rgb;

/**
 * All values that a mask may hold, by rising id: background, the label set's classes, and void, which VOC readers
 * (Datumaro, and CVAT through it) call `ignored`.
 *
 * @throws StudioError `settings-invalid` for names that labelmap.txt cannot hold and ids outside 1 … 254 or repeated
 */
export function labelsOf(labelSet: LabelSet): Label[] {
  const classes = [...labelSet.classes].sort((a, b) => a.id - b.id);
  const labels = [
    { id: BACKGROUND_ID, name: 'background' },
    ...classes.map(({ id, name }) => ({ id, name })),
    { id: VOID_ID, name: 'ignored' },
  ];
  labels.forEach(({ id, name }, index) => {
    if (!/^[^:#\r\n]+$/.test(name) || labels.findIndex((label) => label.name === name) !== index) {
      throw new StudioError({
        code: 'settings-invalid',
        message: `Label names must be unique and without ":", "#" and line breaks, but "${labelSet.name}" has "${name}". Rename that class.`,
      });
    }
    const previous = labels[index - 1];
    if (!Number.isInteger(id) || (previous && id <= previous.id)) {
      throw new StudioError({
        code: 'settings-invalid',
        message: `Class ids must be different whole numbers from 1 to 254, but class "${name}" of "${labelSet.name}" has ${id}. Renumber it.`,
      });
    }
  });
  return labels.map((label) => ({ ...label, color: colorOf(label.id) }));
}

/**
 * labelmap.txt as CVAT's "Segmentation mask" format defines it (docs.cvat.ai, format-smask): `name:r,g,b:parts:actions`,
 * parts and actions empty.
 */
export function labelmapText(labels: readonly Label[]): string {
  const lines = labels.map(({ name, color }) => `${name}:${color.join(',')}::`);
  return `# label:color_rgb:parts:actions\n${lines.join('\n')}\n`;
}
