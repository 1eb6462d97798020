import { closeDialog, PATIENCE_MS, setSeed, showArea } from './steps.mjs';

/** With a file name, and with a row that cannot be taken. */
const LIST = [
  { filename: 'meadow-01.jpg', caption: 'a cow and a sheep on the grass', class_prompt: 'cow sheep' },
  { filename: 'street-01.jpg', caption: 'a bus next to a bicycle on the road', class_prompt: 'bus bicycle' },
  { filename: 'sea-01.jpg', caption: 'a boat on the sea', class_prompt: 'boat' },
  { filename: 'room-01.jpg', caption: 'a cat on a sofa in a room', class_prompt: 'cat sofa' },
  { filename: 'meadow-02.jpg', caption: 'a horse and a bird on the grass', class_prompt: 'horse bird' },
  { filename: 'room-02.jpg', caption: 'a bottle and a chair in a room', class_prompt: 'bottle chair' },
  { filename: 'zoo-01.jpg', caption: 'a zebra in a zoo', class_prompt: 'zebra' },
];

const TARGETS = [
  ['bird', '6'],
  ['cat', '12'],
  ['cow', '8'],
  ['dog', '12'],
  ['horse', '10'],
  ['sheep', '8'],
];

/** A list of prompts, a plan, a label set, and the queue; ends when all pictures are there. */
export async function manyPictures(page, take) {
  await showArea(page, 'Prompt');
  await setSeed(page);
  await page.getByRole('button', { name: 'Plan…' }).click();
  const plan = page.getByRole('dialog', { name: 'Plan pictures' });
  await plan.getByRole('spinbutton', { name: 'The same for all' }).fill('0');
  await plan.getByRole('button', { name: 'Set for all' }).click();
  for (const [name, pictures] of TARGETS) {
    const target = plan.getByRole('spinbutton', { name, exact: true });
    await target.fill(pictures);
    await target.press('Enter');
  }
  await plan.getByRole('button', { name: /^Keep dog and cat apart/ }).click();
  await plan.getByRole('grid').scrollIntoViewIfNeeded();
  await take('05-planner');
  await plan.getByRole('tab', { name: 'Plan', exact: true }).click();
  await plan.getByRole('table', { name: 'Planned pictures' }).waitFor();
  await take('06-plan');
  await closeDialog(plan);

  await page.getByRole('button', { name: 'Edit label sets' }).click();
  const set = page.getByRole('dialog', { name: 'Label set' });
  await set.waitFor();
  await take('07-label-set');
  await closeDialog(set);

  await page.getByRole('button', { name: 'List…' }).click();
  const list = page.getByRole('dialog', { name: 'List of prompts' });
  await list.getByRole('textbox').fill(JSON.stringify(LIST, null, 1));
  await list.getByRole('button', { name: 'Check the list' }).click();
  await list.getByRole('table', { name: 'Rows of the list' }).waitFor();
  await take('08-list');
  await list.getByRole('button', { name: /^Add .* to the queue$/ }).click();
  await list.waitFor({ state: 'hidden' });
  await page.getByRole('region', { name: 'Queue' }).scrollIntoViewIfNeeded();
  await take('09-queue');
  await page.getByRole('button', { name: 'Generate', exact: true }).waitFor({ timeout: 4 * PATIENCE_MS });
}
