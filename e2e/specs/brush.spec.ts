import type { Page } from '@playwright/test';
import { decode } from 'fast-png';
import { violationsInBothSchemes } from '../fixtures/accessibility.ts';
import { DatasetZip } from '../fixtures/dataset-zip.ts';
import { Painting } from '../fixtures/painting.ts';
import { pixelsApart } from '../fixtures/pixels-apart.ts';
import { CAT_AND_CHAIR } from '../fixtures/prompts.ts';
import { stored } from '../fixtures/stored-pairs.ts';
import { expect, test } from '../fixtures/test.ts';

/** VOC's horse: not in the prompt, so each of its pixels was painted. */
const HORSE = 13;
const PHONE = { width: 390, height: 844 };

/** How many pixels of the only pair are painted in storage. The screen shows a stroke before it is written. */
async function storedPixels(page: Page): Promise<number> {
  const [pair] = await stored<{ edits?: { pixels: number } }>(page, 'pairs');
  return pair?.edits?.pixels ?? 0;
}

test('a mask is painted by mouse and by keyboard, keeps that through sliders and a reload, and is exported with it', async ({
  studio,
  page,
}) => {
  test.slow();
  const { stage, tune, filmstrip } = studio;
  const painting = new Painting(page, stage.picture);
  const horses = async () => (await tune.pixels()).horse ?? 0;
  await studio.open();
  await studio.generate(CAT_AND_CHAIR);
  const computed = await tune.pixels();

  await test.step('by mouse', async () => {
    await painting.open('horse');
    await painting.stroke([10, 10], [60, 10]);
    await expect.poll(horses).toBeGreaterThan(50 * 6);
    expect(await violationsInBothSchemes(page)).toEqual([]);
  });

  await test.step('undo and redo by keys', async () => {
    const one = await horses();
    await painting.stroke([10, 40], [60, 40]);
    await expect.poll(horses).toBeGreaterThan(one);
    const two = await horses();
    await page.keyboard.press('Control+z');
    await expect.poll(horses).toBe(one);
    await page.keyboard.press('Control+z');
    await expect.poll(() => tune.pixels()).toEqual(computed);
    await page.keyboard.press('Control+Shift+z');
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(horses).toBe(two);
  });

  await test.step('by keyboard alone', async () => {
    const before = await horses();
    const { size } = painting;
    await expect(size).toHaveValue('8');
    for (let presses = 0; presses < 4; presses++) await page.keyboard.press('[');
    await expect(size).toHaveValue('3');
    await page.mouse.move(1, 1);
    await stage.picture.focus();
    // From the picture's middle, 64, 64.
    await page.keyboard.press('Space');
    await expect.poll(horses).toBe(before + 9);
    await page.keyboard.press('Enter');
    for (let presses = 0; presses < 2; presses++) await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Enter');
    // A line of 17 centres, three wide, from the middle of a square of nine.
    await expect.poll(horses).toBe(before + 3 * 19);
    await expect(page.getByText('Brush lifted')).toBeAttached();
    await page.keyboard.press('e');
    await page.keyboard.press('Space');
    await expect.poll(horses).toBe(before + 3 * 19 - 9);
  });

  const painted = await horses();
  await test.step('it stays through slider moves and a reload', async () => {
    await painting.close();
    await tune.enter(tune.tau, 8);
    await tune.enter(tune.beta, 1);
    await tune.enter(tune.alpha, 1);
    await expect.poll(() => tune.pixels()).toMatchObject({ void: 0, horse: painted });
    const tuned = await tune.pixels();
    expect(tuned.cat).toBeLessThan(computed.cat ?? 0);
    await expect.poll(() => storedPixels(page)).toBeGreaterThanOrEqual(painted);
    await page.reload();
    await expect(filmstrip.pairs).toHaveCount(1);
    await filmstrip.pairs.first().click();
    // Stored attention is rounded: a pixel or two that lie on a threshold may change sides.
    await expect.poll(async () => pixelsApart(await tune.pixels(), tuned)).toBeLessThanOrEqual(4);
    expect(await tune.pixels()).toMatchObject({ void: 0, horse: painted });
    await tune.reset.click();
    await expect.poll(horses).toBe(painted);
  });

  await test.step('the export has it', async () => {
    const zip = await DatasetZip.from(await filmstrip.download());
    const [path = ''] = Object.keys(zip.members).filter((name) => name.includes('/SegmentationClass/'));
    const { data } = decode(zip.members[path] as Uint8Array);
    expect(data.filter((id) => id === HORSE)).toHaveLength(painted);
    const [pair] = JSON.parse(zip.text('manifest.json')).pairs;
    expect(pair).toMatchObject({ edited: true, pixels: { classes: { [HORSE]: painted } } });
  });

  await test.step('dropped, and brought back', async () => {
    await tune.region.getByRole('button', { name: 'Drop edits' }).click();
    await expect.poll(() => tune.pixels()).toEqual(computed);
    await page
      .getByRole('region', { name: 'Notices' })
      .or(page.getByText('Edits dropped').locator('..'))
      .getByRole('button', { name: 'Undo' })
      .first()
      .click();
    await expect.poll(horses).toBe(painted);
  });
});

test.describe('by touch', () => {
  test.use({ viewport: PHONE, hasTouch: true });

  test('one finger paints; a second one takes the stroke back, moves and zooms the picture', async ({
    studio,
    page,
  }) => {
    const { stage, tune } = studio;
    await studio.open();
    await page.getByRole('tab', { name: 'Prompt', exact: true }).click();
    await studio.prompt.fill(CAT_AND_CHAIR);
    await studio.prompt.generate.click();
    await expect(studio.prompt.generate).toBeVisible({ timeout: 120_000 });
    await page.getByRole('tab', { name: 'Tune', exact: true }).click();
    await expect(tune.table).toBeVisible();
    const computed = await tune.pixels();
    await stage.region.getByRole('button', { name: 'Paint on the mask' }).tap();
    const painting = new Painting(page, stage.picture);
    await painting.classToPaint.selectOption('horse');
    expect(await violationsInBothSchemes(page)).toEqual([]);
    const horses = async () => (await tune.pixels()).horse ?? 0;

    const session = await page.context().newCDPSession(page);
    type Finger = { x: number; y: number };
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: readonly Finger[]) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints: touchPoints.map((at, id) => ({ ...at, id })) });
    const left = await painting.placeOf([30, 64]);
    const right = await painting.placeOf([90, 64]);

    await touch('touchStart', [left]);
    await touch('touchMove', [right]);
    await touch('touchEnd', []);
    await expect.poll(horses).toBeGreaterThan(60 * 6);
    const one = await horses();

    await touch('touchStart', [left]);
    await touch('touchMove', [{ x: left.x, y: left.y + 30 }]);
    const width = (await stage.picture.boundingBox())?.width ?? 0;
    const near = { x: left.x + 60, y: left.y + 30 };
    await touch('touchStart', [{ x: left.x, y: left.y + 30 }, near]);
    await touch('touchMove', [
      { x: left.x, y: left.y + 30 },
      { x: near.x + 60, y: near.y },
    ]);
    await touch('touchEnd', []);
    await expect.poll(horses).toBe(one);
    await expect.poll(async () => (await stage.picture.boundingBox())?.width ?? 0).toBeGreaterThan(1.5 * width);

    await painting.bar.getByRole('button', { name: 'Undo' }).tap();
    await expect.poll(() => tune.pixels()).toEqual(computed);
  });
});
