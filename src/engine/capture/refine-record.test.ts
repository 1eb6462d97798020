import { expect, it } from 'vitest';
import type { CrossMap } from '../../core/attention/class-columns.ts';
import { defaultTuning } from '../../core/segmentation/tuning-defaults.ts';
import type { CaptureRun } from './capture.ts';
import { liveMaps, previewHeatmaps, type Refine } from './refine-record.ts';

const SIDE = 4;
const RUN: CaptureRun = {
  steps: 4,
  latentSide: SIDE,
  positions: 2,
  spans: [{ classId: 8, start: 1, end: 2 }],
  isClassToken: [false, true],
  selfPower: 1,
};

/** A_S⁰ = 1: what is refined stays as it is. */
const asItIs: Refine = async ({ x0 }) => x0;

/** A class that is in one cell. */
function mapOf(bin: number, cell: number): CrossMap {
  const data = new Float32Array(SIDE * SIDE * 2);
  data[cell * 2 + 1] = 1;
  return { side: SIDE, bin, softmax: 'all', weight: 1, positions: 2, data };
}

async function brightest(crossMaps: readonly CrossMap[], window: readonly [number, number]): Promise<number[]> {
  const tuning = { ...defaultTuning([SIDE], [SIDE], SIDE, 4), tau: 0, window };
  const { maps } = await previewHeatmaps(liveMaps(crossMaps, tuning), RUN, tuning, asItIs);
  return [...maps].flatMap((value, cell) => (value > 0.5 ? [cell] : []));
}

it('shows the whole way so far until the step window begins, and the window alone from then on', async () => {
  const [early, late] = [mapOf(0, 3), mapOf(2, 9)];
  expect(await brightest([early], [2, 3])).toEqual([3]);
  expect(await brightest([early, late], [2, 3])).toEqual([9]);
  expect(await brightest([early, late], [0, 3])).toEqual([3, 9]);
});
