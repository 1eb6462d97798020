import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { violationsInBothSchemes } from '../fixtures/accessibility.ts';
import { PlanDialog } from '../fixtures/plan-dialog.ts';
import { tabTo } from '../fixtures/tab-to.ts';
import { expect, test } from '../fixtures/test.ts';

const PHONE = { width: 390, height: 844 };

interface SavedPlan {
  readonly prompts: readonly { readonly classes: readonly string[] }[];
}

/** What a person without a pointer does. */
class PlanByKeys {
  readonly plan: PlanDialog;
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.plan = new PlanDialog(page);
  }

  async open(): Promise<void> {
    await tabTo(this.page, this.plan.open);
    await this.page.keyboard.press('Enter');
    await expect(this.plan.dialog).toBeVisible();
  }

  async type(name: string, value: number): Promise<void> {
    await tabTo(this.page, this.plan.number(name));
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.type(String(value));
  }

  /** To the tab beside the one in front. */
  async step(key: 'ArrowLeft' | 'ArrowRight', to: 'Classes' | 'Scenes' | 'Plan'): Promise<void> {
    await tabTo(this.page, this.plan.dialog.getByRole('tab', { selected: true }));
    await this.page.keyboard.press(key);
    await expect(this.plan.dialog.getByRole('tab', { name: to, exact: true })).toBeFocused();
  }

  async save(): Promise<SavedPlan> {
    await tabTo(this.page, this.plan.saveJson);
    const download = this.page.waitForEvent('download');
    await this.page.keyboard.press('Enter');
    return JSON.parse(await readFile(await (await download).path(), 'utf8'));
  }
}

const together = ({ prompts }: SavedPlan, ...names: readonly string[]) =>
  prompts.filter(({ classes }) => names.every((name) => classes.includes(name))).length;

test('by keyboard, two classes are kept apart in the grid of pairs, and a plan holds to it over a reload', async ({
  studio,
  page,
}) => {
  const keys = new PlanByKeys(page);
  const { plan } = keys;
  await studio.open();
  await keys.open();
  await keys.type('The same for all', 0);
  await tabTo(page, plan.dialog.getByRole('button', { name: 'Set for all' }));
  await page.keyboard.press('Enter');
  for (const name of ['cat', 'dog', 'sofa']) await keys.type(name, 4);
  await keys.step('ArrowRight', 'Scenes');
  await keys.type('One class', 0);
  await keys.type('Two classes', 100);
  await keys.type('Three classes', 0);
  await keys.type('Seed of the plan', 7);
  await keys.step('ArrowRight', 'Plan');
  await expect(plan.summary).toHaveText('6 pictures: 6 of two. Every class as often as asked.');
  const free = await keys.save();
  expect(['dog', 'sofa'].map((name) => together(free, 'cat', name))).toEqual([2, 2]);

  await keys.step('ArrowLeft', 'Scenes');
  await keys.step('ArrowLeft', 'Classes');
  // One stop for the whole grid; a key that leads out of it does nothing.
  await tabTo(page, plan.pair('dog', 'cat'));
  for (const [key, one, another] of [
    ['ArrowUp', 'dog', 'cat'],
    ['ArrowDown', 'sofa', 'cat'],
    ['ArrowRight', 'sofa', 'dog'],
    ['ArrowRight', 'sofa', 'dog'],
    ['Home', 'sofa', 'cat'],
    ['End', 'sofa', 'dog'],
    ['ArrowLeft', 'sofa', 'cat'],
    ['ArrowUp', 'dog', 'cat'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(plan.pair(one, another)).toBeFocused();
  }
  await expect(plan.pair('dog', 'cat')).toHaveAccessibleName('Keep dog and cat apart; together in 2 of the plan');
  await page.keyboard.press('Space');
  await expect(plan.pair('dog', 'cat')).toHaveAttribute('aria-pressed', 'true');
  await expect(plan.pair('dog', 'cat')).toHaveAccessibleName('Keep dog and cat apart; together in 0 of the plan');
  await expect(plan.dialog.getByRole('list', { name: 'Pairs kept apart' })).toHaveText(/dog · cat/);

  await keys.step('ArrowRight', 'Scenes');
  await keys.step('ArrowRight', 'Plan');
  await expect(plan.summary).toHaveText('5 pictures: 5 of two. 3 classes differ: see the plan.');
  // Each cat and each dog needs a sofa: eight. Five is one more than asked, and still too few.
  await expect(plan.notes).toHaveText([
    /^cat: 1 fewer than 4\./,
    /^dog: 2 fewer than 4\. What may stand with it \(sofa\) is shown as often as it shall be\./,
    /^sofa: one more than 4\./,
  ]);
  const apart = await keys.save();
  expect([together(apart, 'cat', 'dog'), together(apart, 'sofa')]).toEqual([0, 5]);

  await keys.step('ArrowLeft', 'Scenes');
  await keys.step('ArrowLeft', 'Classes');
  await keys.type('sofa', 7);
  await keys.step('ArrowRight', 'Scenes');
  await keys.step('ArrowRight', 'Plan');
  await expect(plan.summary).toHaveText('7 pictures: 7 of two. 1 class differs: see the plan.');
  await expect(plan.notes).toHaveText([/^(cat|dog): 1 fewer than 4\. .* does not come out even\.$/]);
  const even = await keys.save();
  expect(together(even, 'cat', 'dog')).toBe(0);
  expect([together(even, 'cat'), together(even, 'dog')].sort()).toEqual([3, 4]);
  expect(together(even, 'sofa')).toBe(7);

  await page.keyboard.press('Escape');
  await expect(plan.open).toBeFocused();
  await page.reload();
  await expect(studio.backend).toBeVisible();
  await keys.open();
  await expect(plan.number('sofa')).toHaveValue('7');
  await expect(plan.pair('dog', 'cat')).toHaveAttribute('aria-pressed', 'true');
  await expect(plan.summary).toHaveText('7 pictures: 7 of two. 1 class differs: see the plan.');
  await keys.step('ArrowRight', 'Scenes');
  await expect(plan.number('Two classes')).toHaveValue('100');
  await keys.step('ArrowRight', 'Plan');
  expect(await keys.save(), 'the same plan').toEqual(even);

  await keys.step('ArrowLeft', 'Scenes');
  await keys.step('ArrowLeft', 'Classes');
  await tabTo(page, plan.pair('dog', 'cat'));
  await page.keyboard.press('Enter');
  await expect(plan.pair('dog', 'cat')).toHaveAttribute('aria-pressed', 'false');
  await expect(plan.dialog.getByRole('list', { name: 'Pairs kept apart' })).toHaveCount(0);
});

test('axe finds nothing in the grid of pairs, which stays inside a phone', async ({ studio, page }) => {
  await studio.open();
  const plan = new PlanDialog(page);
  await plan.open.click();
  await plan.clear();
  // As many as the grid takes.
  const names = ['aeroplane', 'bicycle', 'bird', 'boat', 'bottle', 'bus', 'car', 'cat', 'chair', 'cow', 'dog', 'horse'];
  for (const name of names) await plan.target(name, 3);
  await plan.number('horse').press('Enter');
  await plan.pair('horse', 'cat').click();
  await expect(plan.pair('horse', 'cat')).toHaveAttribute('aria-pressed', 'true');
  expect(await violationsInBothSchemes(page), 'desktop').toEqual([]);
  await page.setViewportSize(PHONE);
  await expect(plan.pair('horse', 'dog')).toBeVisible();
  expect(await violationsInBothSchemes(page), 'phone').toEqual([]);
  const overflow = await page.evaluate(() => {
    const modal = document.querySelector('.modal');
    return modal ? modal.scrollWidth - modal.clientWidth : -1;
  });
  expect(overflow, 'nothing is wider than the dialog').toBe(0);
});
