import { accessibilityViolations, violationsInBothSchemes } from '../fixtures/accessibility.ts';
import { ListDialog } from '../fixtures/list-dialog.ts';
import { PlanDialog } from '../fixtures/plan-dialog.ts';
import { expect, test } from '../fixtures/test.ts';

const PHONE = { width: 390, height: 844 };

/** Twelve prompts, two of them bad: a class that VOC lacks, and none. */
const PROMPTS = [
  'a cat and a chair in a room; cat, chair',
  'a dog on the grass; dog',
  'a giraffe on the grass; giraffe',
  'a boat on the sea; boat',
  'an airplane at sunset; aeroplane',
  'a bus and a bicycle in the street; bus, bicycle',
  'an empty room',
  'a sheep on the grass; sheep',
  'a cow on the grass; cow',
  'a bird at sunset; bird',
  'a man and a horse on the beach; person, horse',
  'a couch in a room; sofa',
];

test('a list of twelve prompts gives its ten good ones, and a plan eight more', async ({ studio, page }) => {
  await studio.open();
  await studio.prompt.fill({ caption: '', classes: [], steps: 1 });

  const list = new ListDialog(page);
  await list.open.click();
  expect(await accessibilityViolations(page), 'empty dialog').toEqual([]);
  await list.choose('prompts.txt', PROMPTS);
  await expect(list.summary).toHaveText('prompts.txt, text: 10 good rows, 2 with errors.');
  await expect(list.rows).toHaveCount(13);
  await expect(list.rows.filter({ hasText: '“giraffe”: no class of PASCAL VOC' })).toHaveCount(1);
  await expect(list.rows.filter({ hasText: 'No class is named' })).toHaveCount(1);
  expect(await violationsInBothSchemes(page), 'preview').toEqual([]);
  await list.dialog.getByRole('switch', { name: 'Only rows with errors' }).click();
  await expect(list.rows).toHaveCount(3);
  await list.add('the 10 good');
  await expect(page.getByText('10 pictures are in the queue.')).toBeVisible();
  await expect(studio.prompt.queue).toContainText(/Queue · \d/);

  const plan = new PlanDialog(page);
  await plan.open.click();
  await plan.clear();
  await expect(plan.summary).toContainText('No class is to be shown');
  for (const [name, pictures] of [
    ['cat', 4],
    ['dog', 4],
    ['boat', 3],
  ] as const) {
    await plan.target(name, pictures);
  }
  await plan.keepApart('cat', 'dog');
  await plan.dialog.getByRole('button', { name: 'Let cat and dog stand together' }).click();
  await plan.keepApart('cat', 'dog');
  expect(await violationsInBothSchemes(page), 'classes').toEqual([]);

  await plan.show('Scenes');
  expect(await violationsInBothSchemes(page), 'scenes').toEqual([]);
  await plan.setSeed(7);
  await plan.show('Plan');
  // Eleven showings in shares of 42, 42 and 16: no three may meet, since cat and dog are kept apart.
  await expect(plan.summary).toHaveText(/^8 pictures: 5 of one class, 3 of two\./);
  const counts = plan.dialog.getByRole('table', { name: 'Pictures of each class' });
  await expect(counts.getByRole('row', { name: 'boat' })).toHaveText(/boat\s*3\s*3/);
  await expect(plan.dialog.getByRole('table', { name: 'Planned pictures' }).getByRole('row')).toHaveCount(9);
  expect(await violationsInBothSchemes(page), 'plan').toEqual([]);
  const download = page.waitForEvent('download');
  await plan.saveJson.click();
  expect((await download).suggestedFilename()).toBe('plan-7.json');
  await plan.add.click();
  await expect(page.getByText('8 pictures are in the queue.')).toBeVisible();
  await studio.finished(18);
});

test('a list is dropped on the page, thousands of rows are paged, and all goes by keyboard', async ({
  studio,
  page,
}) => {
  await studio.open();
  const csv = `caption,classes\r\n${'a cat,cat\r\n'.repeat(5_000)}`;
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'cats.csv', { type: 'text/csv' }));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }, csv);
  const dialog = page.getByRole('dialog', { name: 'List of prompts' });
  await expect(dialog.getByText('cats.csv, CSV: 5,000 good rows, none with errors.')).toBeVisible();
  await expect(dialog.getByRole('row')).toHaveCount(51);
  await dialog.getByRole('button', { name: 'Next page' }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('51 to 100 of 5,000')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  await page.getByRole('button', { name: 'List…' }).focus();
  await page.keyboard.press('Enter');
  await dialog.getByRole('textbox', { name: 'Prompts' }).focus();
  await page.keyboard.type('[{"caption": "a cat",}]');
  await dialog.getByRole('button', { name: 'Check the list' }).press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('This is not JSON');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'List…' })).toBeFocused();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} at phone width`, () => {
    test.use({ colorScheme, viewport: PHONE, reducedMotion: 'reduce' });

    test('axe finds nothing in the list and the plan, and nothing is wider than the screen', async ({
      studio,
      page,
    }) => {
      await studio.open();
      const overflow = () =>
        page.evaluate(() => {
          const modal = document.querySelector('.modal');
          return modal ? modal.scrollWidth - modal.clientWidth : -1;
        });
      await page.getByRole('button', { name: 'List…' }).click();
      const dialog = page.getByRole('dialog', { name: 'List of prompts' });
      await dialog.getByRole('textbox', { name: 'Prompts' }).fill(PROMPTS.join('\n'));
      await dialog.getByRole('button', { name: 'Check the list' }).click();
      await expect(dialog.getByText('10 good rows')).toBeVisible();
      expect(await accessibilityViolations(page), 'list').toEqual([]);
      expect(await overflow()).toBe(0);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Plan…' }).click();
      const plan = page.getByRole('dialog', { name: 'Plan pictures' });
      for (const tab of ['Classes', 'Scenes', 'Plan']) {
        await plan.getByRole('tab', { name: tab, exact: true }).click();
        expect(await accessibilityViolations(page), tab).toEqual([]);
        expect(await overflow(), tab).toBe(0);
      }
    });
  });
}
