import { encodeJpeg } from '../../src/core/dataset/jpeg/encode-jpeg.ts';
import { maskPalette } from '../../src/core/dataset/palette.ts';
import { encodePalettePng } from '../../src/core/dataset/palette-png.ts';
import type { ListItem } from '../../src/core/lists/types.ts';
import { philox4x32 } from '../../src/core/philox.ts';
import { VOC_20 } from '../../src/core/prompt/voc-20.ts';
import { DEFAULT_TUNING, defaultDraft } from '../../src/studio/settings/defaults.ts';
import type { MakeItem } from '../generate/make-items.ts';
import { type PlannedItem, planItems, type RunSettings } from '../generate/planned-items.ts';

const SIDE = 16;
const PALETTE = maskPalette(VOC_20);

export const RUN: RunSettings = {
  model: { id: 'fake', unetSha256: 'a'.repeat(64), filesSha256: 'b'.repeat(64) },
  labelSet: VOC_20,
  settings: defaultDraft(VOC_20.id, 0),
  tuning: DEFAULT_TUNING,
};

/** So many different items of one class each; every third has a file name. */
export function fakeItems(count: number, run: RunSettings = RUN): PlannedItem[] {
  const list = Array.from({ length: count }, (_, index): ListItem => {
    const item = { caption: `scene ${index}`, classIds: [1 + (index % 20)], seed: null };
    return index % 3 === 0 ? { ...item, fileName: `Scene ${index}.jpg` } : item;
  });
  return planItems(list, run);
}

/** Pixels that follow from the item's seed, as an engine's do. */
export const makeFake: MakeItem = async ({ identity, settings, fileName }) => {
  const word = (index: number) => philox4x32([index >> 2, 0, 0, 0], [settings.seed, 0])[index & 3] as number;
  const rgba = Uint8ClampedArray.from({ length: 4 * SIDE * SIDE }, (_, index) => word(index) & 255);
  const classId = settings.classIds[0] as number;
  const mask = Uint8Array.from({ length: SIDE * SIDE }, (_, index) => [0, classId, 255][word(index) % 3] as number);
  const countOf = (value: number) => mask.filter((one) => one === value).length;
  const { model, tuning } = RUN;
  return {
    identity,
    facts: {
      ...{ width: SIDE, height: SIDE, settings, tuning, review: 'unreviewed' as const },
      provenance: {
        ...{ modelId: model.id, modelSha256: model.unetSha256, backend: 'native' as const, adapter: 'none' },
        ...{ studioVersion: '0', prompt: settings.caption, classPrompt: '' },
      },
      ...(fileName === undefined ? {} : { fileName }),
      presence: [{ classId, evidence: 2, present: true }],
      pixels: { background: countOf(0), void: countOf(255), classes: { [classId]: countOf(classId) } },
    },
    files: {
      'picture.jpg': encodeJpeg({ width: SIDE, height: SIDE, rgba }),
      'mask.png': encodePalettePng(mask, SIDE, SIDE, PALETTE),
    },
  };
};
