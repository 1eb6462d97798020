import { SmallFolder } from '../../src/engine/testing/small-folder.testkit.ts';
import { DatasetZip } from '../fixtures/dataset-zip.ts';
import { ModelsDialog } from '../fixtures/models-dialog.ts';
import { expect, test } from '../fixtures/test.ts';

let model: SmallFolder;
test.beforeAll(async () => {
  model = await SmallFolder.write({ fixedSides: [12, 20], halved: 'up', textLayers: 'with last' });
});
test.afterAll(() => model.remove());

test('a model exported for 40×24 alone says so, draws and masks it, with another layer of its text encoder', async ({
  studio,
  page,
}) => {
  const models = new ModelsDialog(page);
  await models.withoutFolderPicker();
  await studio.open();
  await models.open();
  await models.chooseFolder(model.folder);
  await expect(models.dialog).toContainText('All pictures will be 40×24 pixels: the UNet takes no other size.');
  await models.load.click();
  await models.loaded(/small-model/);
  await expect(models.inUse).toContainText('40×24 px');
  await models.close();

  const { prompt, filmstrip } = studio;
  await expect(prompt.region).toContainText('40×24 px: this model draws no other size.');
  await prompt.fill({ caption: 'a dog', classes: ['dog'], steps: 2 });
  await prompt.region.getByRole('combobox', { name: 'Clip skip' }).selectOption('2');
  await prompt.generate.click();
  await studio.finished(1);
  await expect(studio.tune.region).toContainText('self 20×12');

  const zip = await DatasetZip.from(await filmstrip.download());
  expect(zip.masks()).toMatchObject([{ width: 40, height: 24 }]);
  expect(JSON.parse(zip.text('manifest.json')).pairs).toMatchObject([
    { width: 40, height: 24, settings: { clipSkip: 2, steps: 2 } },
  ]);
});
