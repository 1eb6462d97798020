import { decode } from 'fast-png';
import { DatasetZip } from '../fixtures/dataset-zip.ts';
import { CAT_AND_CHAIR } from '../fixtures/prompts.ts';
import { expect, test } from '../fixtures/test.ts';

/** What is an object in the manifest's first pair, and the numbers of its SegmentationObject. */
function objectsOf(zip: DatasetZip) {
  const [pair] = JSON.parse(zip.text('manifest.json')).pairs;
  const { data } = decode(zip.members[pair.objects] as Uint8Array);
  return { told: pair.tuning.objects, numbers: new Set([...data].filter((id) => id !== 0 && id !== 255)) };
}

test('objects follow the sliders, leave the mask as it is, stay with the picture and are in the dataset', async ({
  studio,
  page,
}) => {
  test.slow();
  const { tune, stage, filmstrip } = studio;
  await studio.open();
  await studio.generate(CAT_AND_CHAIR);
  const mask = await tune.pixels();
  const largest = Math.max(mask.cat ?? 0, mask.chair ?? 0);
  expect(largest, 'the picture has an object at all').toBeGreaterThan(0);
  await tune.region.getByText('Objects', { exact: true }).click();
  const by = tune.region.getByLabel('One object for');
  const smallest = tune.region.getByRole('spinbutton', { name: 'Smallest object in per cent of the picture value' });
  await expect(by).toHaveValue('component');
  await expect(smallest).toHaveValue('2');
  const legend = page.getByRole('list', { name: 'Legend' });
  const shown = await stage.digest('Overlay');

  // Larger than any: no object is left, and all of the mask.
  await tune.enter(smallest, 100);
  await expect(legend.getByText('no objects').first()).toBeVisible();
  expect(await tune.pixels()).toEqual(mask);
  const none = objectsOf(await DatasetZip.from(await filmstrip.download()));
  expect(none).toEqual({ told: { by: 'component', minShare: 1, strength: 0.1 }, numbers: new Set() });

  await tune.enter(smallest, 0);
  await by.selectOption('edge');
  await tune.enter(tune.region.getByRole('spinbutton', { name: 'Strength of what parts objects value' }), 0);
  await expect(legend.getByText(/^\d+ objects$/).first()).toBeVisible();
  await expect.poll(() => stage.digest('Overlay'), 'objects are lined').not.toBe(shown);
  expect(await tune.pixels()).toEqual(mask);
  const many = objectsOf(await DatasetZip.from(await filmstrip.download()));
  expect(many.told).toEqual({ by: 'edge', minShare: 0, strength: 0 });
  const told = await legend.getByText(/^(1|\d+) objects?$/).allInnerTexts();
  expect(many.numbers.size).toBe(told.reduce((sum, text) => sum + Number.parseInt(text, 10), 0));

  await page.reload();
  await filmstrip.pairs.first().click();
  await expect(tune.table).toBeVisible();
  await tune.region.getByText('Objects', { exact: true }).click();
  await expect(by).toHaveValue('edge');
  await tune.reset.click();
  await expect(by).toHaveValue('component');
});
