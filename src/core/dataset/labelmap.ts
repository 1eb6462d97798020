import type { LabelSet, Rgb } from '../prompt/types.ts';
import { BACKGROUND_ID, VOID_ID } from '../segmentation/types.ts';
import { VOC_PALETTE } from './palette.ts';

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
  return labels.sort((a, b) => a.id - b.id).map((label) => ({ ...label, color: VOC_PALETTE[label.id] as Rgb }));
}

/**
 * labelmap.txt as CVAT's "Segmentation mask" format defines it (docs.cvat.ai, format-smask): `name:r,g,b:parts:actions`,
 * parts and actions empty.
 */
export function labelmapText(labels: readonly Label[]): string {
  const lines = labels.map(({ name, color }) => `${name}:${color.join(',')}::`);
  return `# label:color_rgb:parts:actions\n${lines.join('\n')}\n`;
}
