import { violationsInBothSchemes } from '../fixtures/accessibility.ts';
import { readCanvas } from '../fixtures/canvas.ts';
import { CAT_AND_CHAIR } from '../fixtures/prompts.ts';
import { expect, test } from '../fixtures/test.ts';

test('two settings are compared side by side: the line moves by mouse and by keyboard, and either can be taken', async ({
  studio,
  page,
}) => {
  const { tune, stage } = studio;
  await studio.open();
  await studio.generate(CAT_AND_CHAIR);
  const kept = await tune.pixels();
  await tune.region.getByRole('button', { name: 'Compare' }).click();
  const bar = stage.region.getByRole('region', { name: 'Compare' });
  const line = stage.region.getByTestId('compare-line');
  const share = bar.getByRole('slider', { name: 'Where the kept setting ends' });
  const compared = stage.region.getByTestId('compared-regions');
  await expect(bar).toBeVisible();
  const digestOf = async (canvas: typeof compared) => (await readCanvas(canvas)).digest;
  // The bar takes room, so the picture is drawn anew, smaller.
  await expect.poll(async () => (await digestOf(compared)) === (await digestOf(stage.regions))).toBe(true);
  const keptDigest = await digestOf(compared);
  await tune.enter(tune.tau, 8);
  await expect.poll(() => tune.pixels()).not.toEqual(kept);
  await expect.poll(() => digestOf(stage.regions)).not.toBe(keptDigest);
  expect(await digestOf(compared)).toBe(keptDigest);

  await expect(share).toHaveValue('0.5');
  const box = await line.boundingBox();
  if (!box) throw new Error('The line is not on the screen.');
  await page.mouse.move(box.x + 8, box.y + 50);
  await page.mouse.down();
  await page.mouse.move(box.x + 108, box.y + 50, { steps: 4 });
  await page.mouse.up();
  const moved = Number(await share.inputValue());
  expect(moved).toBeGreaterThan(0.6);
  await share.focus();
  await share.press('ArrowLeft');
  await expect.poll(async () => Number(await share.inputValue())).toBeCloseTo(moved - 0.01, 2);
  expect(await violationsInBothSchemes(page)).toEqual([]);

  await bar.getByRole('button', { name: 'Take kept' }).click();
  await expect.poll(() => tune.pixels()).toEqual(kept);

  await page.setViewportSize({ width: 390, height: 844 });
  await expect(bar).toBeVisible();
  expect(await violationsInBothSchemes(page), 'at phone width').toEqual([]);
  await bar.getByRole('button', { name: 'Done' }).click();
  await expect(bar).toBeHidden();
  await expect(line).toHaveCount(0);
});
