import { expect, it } from 'vitest';
import type { AttentionRecord } from '../../core/attention/types.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';
import type { Picture } from '../../rpc/contract.ts';
import { encodePicture } from '../../storage/codecs/picture-codec.ts';
import { decodeRecord, encodeRecord } from '../../storage/codecs/record-codec.ts';
import { generatePicture } from '../jobs/generate-picture.ts';
import { openBundledModel } from '../testing/bundled-model.ts';
import { classesOf, jobContext, SETTINGS, tuningFor } from '../testing/job.ts';
import { openRecordCpu } from './segment-record.cpu.ts';

const MAX_PAIR_BYTES = 400_000;
const LEAST_AGREEMENT = 0.999;
/** Where high powers have made two classes' maps all but equal, a tie may fall the other way at single pixels. */
const LEAST_AGREEMENT_OF_A_SETTING = 0.99;
/** Scores are told as bytes; one step is rounding. */
const MOST_SCORE_STEPS = 1;

/** Every self side with every cross side, window, upsampling and softmax scope, and τ and thresholds between. */
function* settings(record: AttentionRecord, standard: TuningSettings): Generator<TuningSettings> {
  const last = record.windowBins - 1;
  const crossSides = [...record.crossSides.map((side) => [side]), record.crossSides];
  for (const { selfSide } of record.stacks) {
    for (const sides of crossSides) {
      for (const window of [
        [0, last],
        [0, 0],
        [last, last],
      ] as const) {
        for (const tau of [0, 0.5, 1, 2.7, 4, 8]) {
          for (const [alpha, beta] of [
            [0.3, 0.4],
            [0.5, 0.6],
            [0.8, 0.8],
          ] as const) {
            const upsampling = tau === 4 ? 'bicubic' : 'guided';
            const softmax = tau === 2.7 ? 'classes' : 'all';
            yield { ...standard, selfSide, crossSides: sides, window, tau, alpha, beta, upsampling, softmax };
          }
        }
      }
    }
  }
}

function agreement(record: AttentionRecord, stored: AttentionRecord, picture: Picture, standard: TuningSettings) {
  const [before, after] = [openRecordCpu(record, picture), openRecordCpu(stored, picture)];
  let same = 0;
  let pixels = 0;
  let worst = 1;
  let scoreSteps = 0;
  for (const tuning of settings(record, standard)) {
    const [first, second] = [before.segment(tuning), after.segment(tuning)];
    const [a, b] = [first.mask, second.mask];
    for (const [i, score] of first.scores.entries()) {
      scoreSteps = Math.max(scoreSteps, Math.abs(score - (second.scores[i] ?? Number.NaN)));
    }
    const equal = a.reduce((sum, id, pixel) => sum + (id === b[pixel] ? 1 : 0), 0);
    same += equal;
    pixels += a.length;
    worst = Math.min(worst, equal / a.length);
  }
  return { mean: same / pixels, worst, scoreSteps };
}

it('a stored pair is small, and its masks agree with those before storing under all settings', async () => {
  const model = await openBundledModel();
  for (const classIds of [[8], [8, 9]]) {
    const settingsOfPair = { ...SETTINGS, classIds, steps: 8 };
    const request = {
      jobId: 'job',
      settings: settingsOfPair,
      classes: classesOf({ classIds }),
      tuning: tuningFor(model),
    };
    const { picture, record } = await generatePicture(request, jobContext(model));
    const bytes = await encodeRecord(record);
    const stored = await decodeRecord(bytes);
    const { mean, worst, scoreSteps } = agreement(record, stored, picture, tuningFor(model));
    expect(mean).toBeGreaterThanOrEqual(LEAST_AGREEMENT);
    expect(worst).toBeGreaterThanOrEqual(LEAST_AGREEMENT_OF_A_SETTING);
    expect(scoreSteps).toBeLessThanOrEqual(MOST_SCORE_STEPS);
    if (classIds.length === 1) expect(bytes.length + encodePicture(picture).length).toBeLessThanOrEqual(MAX_PAIR_BYTES);
  }
});
