import { DOG } from '../fixtures/prompts.ts';
import { expect, test } from '../fixtures/test.ts';

/** As page translation does: `<font>` elements in the place of all text that may be translated, also of text to come. */
function translatePage(): void {
  const wrap = (node: Node) => {
    const parent = node.parentElement;
    if (!parent || node.textContent?.trim() === '' || parent.closest('[translate=no], font, script, style')) return;
    const font = document.createElement('font');
    font.append(document.createTextNode(`«${node.textContent}»`));
    node.parentNode?.replaceChild(font, node);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const nodes: Node[] = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  for (const node of nodes) wrap(node);
}

test('a translated page goes on, with nothing typed or queued lost', async ({ studio, page, guard }) => {
  const { prompt, filmstrip } = studio;
  // React tells the console what it could not remove.
  guard.allow(/NotFoundError|removeChild|insertBefore/);
  await studio.open();
  await page.evaluate(translatePage);
  await prompt.fill(DOG);
  await prompt.generate.click();
  await prompt.queueAnother.click();
  await page.evaluate(translatePage);
  await prompt.caption.fill('a dog on the grass, seen by many');
  await page.evaluate(translatePage);
  await expect(filmstrip.pairs).toHaveCount(2, { timeout: 120_000 });
  await expect(prompt.caption).toHaveValue('a dog on the grass, seen by many');
  await expect(page.getByText('The screen met a bug')).toHaveCount(0);
});

test('a node that somebody took away costs the screen one rebuild and a notice', async ({ studio, page, guard }) => {
  const { prompt } = studio;
  guard.allow(/NotFoundError|removeChild|insertBefore/);
  await studio.open();
  await prompt.fill({ caption: 'a dog', classes: ['dog'] });
  // The tokens go by another hand; React then fails to remove them.
  await page.evaluate(() => {
    for (const token of document.querySelectorAll('.token')) token.replaceWith(document.createElement('font'));
  });
  await prompt.caption.fill('no animal');
  await expect(page.getByRole('status').filter({ hasText: 'Page translation or an extension' })).toBeVisible();
  await expect(prompt.caption).toHaveValue('no animal');
  await expect(prompt.region.getByRole('button', { name: 'Remove dog' })).toBeVisible();
});
