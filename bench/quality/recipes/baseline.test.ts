import { expect, test } from 'vitest';
import { createNormals } from '../../../src/core/diffusion/normals.ts';
import { VOC_20 } from '../../../src/core/prompt/voc-20.ts';
import { defaultTuning } from '../../../src/core/segmentation/tuning-defaults.ts';
import { openBundledModel } from '../../../src/engine/testing/bundled-model.ts';
import { segmentRecord } from '../../../src/gpu/segment-record.cpu.ts';
import { captureScene } from '../studio-engine.ts';
import { openLooker } from './open-looker.ts';
import { recipeList } from './recipe-list.ts';
import { lookAtSubject } from './subject-looks.ts';
import type { Recipe, Subject } from './types.ts';

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

test("the baseline recipe makes the studio's own masks", { timeout: 120_000 }, async () => {
  const model = await openBundledModel();
  const { crossSides, selfSides, latentSize, imageSize, suggested } = model.info;
  const classes = VOC_20.classes.filter(({ name }) => name === 'cat' || name === 'diningtable');
  const subject: Subject = { picture: blobs(imageSize), caption: 'a cat on the grass', classes, seed: 90000001 };
  const record = await captureScene(model, { ...subject, truth: new Uint8Array() }, 'caption+classes');
  const standard = defaultTuning(crossSides, selfSides, latentSize, suggested.renoiseTimesteps.length);

  const [baseline] = recipeList(model) as [Recipe];
  const maskAt = baseline.open(await lookAtSubject(model, await openLooker(model), subject, baseline.looks));

  for (const [tau, threshold] of [
    [4, 0.6],
    [1, 0.4],
    [0.5, 0.3],
  ] as const) {
    const tuning = { ...standard, tau, alpha: threshold, beta: threshold };
    const { mask } = segmentRecord(record, tuning, imageSize, imageSize);
    const own = maskAt({ tau, threshold });
    const differing = own.filter((id, pixel) => id !== mask[pixel]).length;
    // Sums in another order move a score across a threshold now and then.
    expect(differing / mask.length).toBeLessThan(0.002);
    expect(new Set(mask).size).toBeGreaterThan(1);
  }
});
