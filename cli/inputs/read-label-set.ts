import { basename } from 'node:path';
import { StudioError } from '../../src/core/errors.ts';
import { COCO_80 } from '../../src/core/prompt/coco-80.ts';
import { ownLabelSet } from '../../src/core/prompt/label-sets/own-label-set.ts';
import { readClassFile } from '../../src/core/prompt/label-sets/read-class-file.ts';
import type { LabelSet } from '../../src/core/prompt/types.ts';
import { VOC_20 } from '../../src/core/prompt/voc-20.ts';
import { readInputText } from './read-input.ts';

const BUILT_IN: Readonly<Record<string, LabelSet>> = {
  voc: VOC_20,
  'voc-20': VOC_20,
  coco: COCO_80,
  'coco-80': COCO_80,
};
const MAX_NAMED = 5;

/**
 * A label set by what a person writes: `voc`, `coco`, or a file of classes in any form that the studio imports.
 * @throws StudioError `file-missing`; `settings-invalid` for a file with an entry that is no class, which the studio would leave out
 */
export async function readLabelSet(written: string): Promise<LabelSet> {
  const builtIn = BUILT_IN[written.toLowerCase()];
  if (builtIn) return builtIn;
  const text = await readInputText(written, 'voc, coco or a file of classes');
  const name = basename(written);
  const read = readClassFile(name, text);
  const leftOut = read.problems.filter(({ effect }) => effect === 'left out');
  if (leftOut.length > 0) {
    const told = leftOut.slice(0, MAX_NAMED).map(({ at, message }) => `${at}: ${message}`);
    const more = leftOut.length > MAX_NAMED ? ` And ${leftOut.length - MAX_NAMED} more.` : '';
    const message = `Expected classes alone in ${written}. ${told.join(' ')}${more}`;
    throw new StudioError({ code: 'settings-invalid', message });
  }
  return ownLabelSet(read.name ?? name.replace(/\.[^.]+$/, ''), read.classes);
}
