import { beforeAll, expect, test } from 'vitest';
import type { GenerationSettings } from '../../../src/core/dataset/types.ts';
import { createNormals } from '../../../src/core/diffusion/noise/normals.ts';
import { VOC_20 } from '../../../src/core/prompt/voc-20.ts';
import { defaultTuning } from '../../../src/core/segmentation/tuning-defaults.ts';
import { capturePicture } from '../../../src/engine/jobs/capture-picture.ts';
import type { LoadedModel } from '../../../src/engine/load/load-model.ts';
import { openBundledModel } from '../../../src/engine/testing/bundled-model.ts';
import { segmentRecord } from '../../../src/engine/tuning/segment-record.cpu.ts';
import { quietContext, studioSettings } from '../studio-engine.ts';
import { BACKGROUND_WORDS } from './background-words.ts';
import { recipeList } from './list/recipe-list.ts';
import { type Looker, openLooker } from './looks/open-looker.ts';
import { lookAtSubject } from './looks/subject-looks.ts';
import type { MaskAt, Subject } from './types.ts';

/** Coloured blobs: attention to them is not even, which is all that is needed. */
function blobs(side: number): Subject['picture'] {
  const normals = createNormals(5)(64);
  const rgba = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let pixel = 0; pixel < side * side; pixel++) {
    const cell = Math.floor(((pixel % side) * 4) / side) + 4 * Math.floor((pixel * 4) / side ** 2);
    for (let c = 0; c < 3; c++) rgba[pixel * 4 + c] = 128 + 60 * (normals[cell * 3 + c] as number);
  }
  return { width: side, height: side, rgba };
}

let model: LoadedModel;
let looker: Looker;
beforeAll(async () => {
  model = await openBundledModel();
  looker = await openLooker(model);
}, 60_000);

const classes = VOC_20.classes.filter(({ name }) => name === 'cat' || name === 'diningtable');

/** What the studio makes of a brought picture. */
async function studioMasks(subject: Subject, change: Partial<GenerationSettings>): Promise<MaskAt> {
  const { crossSides, selfSides, latentSize, suggested } = model.info;
  const tuning = defaultTuning(crossSides, selfSides, latentSize, suggested.renoiseTimesteps.length);
  const settings = { ...studioSettings(model, subject), ...change };
  const upload = { fileName: 'blobs.png', sha256: null };
  const request = { jobId: '', picture: subject.picture, upload, settings, classes, tuning };
  const { record } = await capturePicture(request, quietContext(model));
  return ({ tau, threshold }) =>
    segmentRecord(record, { ...tuning, tau, alpha: threshold, beta: threshold }, subject.picture).mask;
}

test.each([
  ["the studio's defaults", {}],
  ['rows to the power 2', { selfPower: 2 }],
  ['the same, gated by it too', { backgroundWords: BACKGROUND_WORDS.join(' ') }],
])("%s: the studio's own masks", { timeout: 60_000 }, async (name, change) => {
  const subject: Subject = {
    picture: blobs(model.info.sizes.usual.width),
    caption: 'a cat on the grass',
    classes,
    seed: 90000001,
  };
  const studio = await studioMasks(subject, change);
  const recipe = recipeList(model).find((one) => one.name === name);
  if (!recipe) throw new Error(`No recipe ${name}`);
  const own = recipe.open(await lookAtSubject(model, looker, subject, recipe.looks));

  for (const [tau, threshold] of [
    [4, 0.6],
    [1, 0.4],
    [0.5, 0.3],
  ] as const) {
    const mask = studio({ tau, threshold });
    const differing = own({ tau, threshold }).filter((id, pixel) => id !== mask[pixel]).length;
    // Sums in another order move a score across a threshold now and then.
    expect(differing / mask.length).toBeLessThan(0.002);
    expect(new Set(mask).size).toBeGreaterThan(1);
  }
});
