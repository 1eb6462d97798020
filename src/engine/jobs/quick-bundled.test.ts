import { expect, it } from 'vitest';
import { QUICK_SETTINGS } from '../../core/weights/quick-settings.ts';
import type { GeneratedPair } from '../../rpc/contract.ts';
import { openBundledModel } from '../testing/bundled-model.ts';
import { draw, worst } from '../testing/job.ts';

it('the bundled model’s student draws in four calls much what the model draws in fifteen guided steps', async () => {
  const model = await openBundledModel();
  const { renoiseTimesteps } = model.info.suggested;
  const full = await draw(model, { steps: 15, guidance: 4 });
  const quick = await draw(model, { ...QUICK_SETTINGS, quick: true, renoiseTimesteps });
  const hurried = await draw(model, { ...QUICK_SETTINGS, renoiseTimesteps });
  expect(quick.record.classIds).toEqual([8, 9]);
  expect(quick.record.stacks.every(({ data }) => data.every(Number.isFinite))).toBe(true);
  expect(worst(quick.picture.rgba, hurried.picture.rgba)).toBeGreaterThan(50);
  expect(difference(quick, full)).toBeLessThan(0.85 * difference(hurried, full));
});

/** Mean over all numbers of two pictures. */
function difference({ picture: a }: GeneratedPair, { picture: b }: GeneratedPair): number {
  return a.rgba.reduce((sum, value, i) => sum + Math.abs(value - (b.rgba[i] as number)), 0) / a.rgba.length;
}
