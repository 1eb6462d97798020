import { ModelServer } from '../../src/models/source/model-server.testkit.ts';
import { GeneratedModel } from '../fixtures/generated-model.ts';
import { ModelsDialog } from '../fixtures/models-dialog.ts';
import { DOG } from '../fixtures/prompts.ts';
import type { StudioPage } from '../fixtures/studio-page.ts';
import { expect, test } from '../fixtures/test.ts';

const UNET = 'models/tiny/unet/model.onnx';
const OTHER_UNET = 'models/tiny/unet/model_fp16.onnx';
const BREAK_BYTES = 1_000_000;

const model = new GeneratedModel();
let server: ModelServer;
let address: string;

test.beforeEach(async ({ guard }) => {
  server = new ModelServer();
  model.serveOn(server);
  const origin = await server.start();
  address = `${origin}/models/tiny`;
  // The person names this address: it is the one other origin that may be asked.
  guard.allow(new RegExp(`^request to another origin: (GET|HEAD) ${origin}/models/tiny/`));
});

test.afterEach(() => server.stop());
test.afterAll(() => model.remove());

/** Generates with the model in use, until there are so many pairs. The dog is picked where it is not yet. */
async function drawDog(studio: StudioPage, pairs: number) {
  await studio.prompt.fill({ ...DOG, classes: pairs === 1 ? DOG.classes : [], steps: 2 });
  await studio.prompt.generate.click();
  await studio.finished(pairs);
}

test('a model from an address draws, and what broke off is continued', async ({ studio, page, guard }) => {
  // The browser itself logs connections that break.
  guard.allow(/ERR_|Failed to load resource/);
  await studio.open();
  await studio.generate(DOG);
  const models = new ModelsDialog(page);
  await models.open();

  await models.checkAddress(address);
  await expect(models.load).toBeEnabled();
  const scanned = server.requests.filter(({ path, status }) => path === UNET && status === 206);
  expect(scanned, 'the graph was read by ranges before anything was downloaded').not.toHaveLength(0);
  expect(server.requests.filter(({ path, status }) => path === UNET && status === 200)).toHaveLength(0);

  const whole = server.files.get(UNET);
  if (!whole) throw new Error('The server lacks the UNet');
  server.files.set(UNET, { ...whole, breakAfter: BREAK_BYTES });
  server.goesDownAtBreak = true;
  await models.load.click();
  const allBytes = [...server.files.values()].reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  const arrived = async () => Number(await models.progress.getAttribute('value')) * allBytes;
  await expect.poll(arrived, 'more than all other files').toBeGreaterThan(allBytes - whole.bytes.byteLength);
  server.breakOff();
  await expect(models.failure).toContainText('unet/model.onnx', { timeout: 60_000 });

  server.files.set(UNET, whole);
  server.goesDownAtBreak = false;
  server.isDown = false;
  server.requests.length = 0;
  await models.failure.getByRole('button', { name: 'Try again' }).click();
  await models.loaded(/tiny/);
  const unet = server.requests.filter(({ path, method }) => path === UNET && method === 'GET');
  expect(unet.map(({ status }) => status)).toEqual([206]);
  expect(unet[0]?.range).toMatch(/^bytes=[1-9]\d*-$/);
  await expect(models.inUse).toContainText('32 attention sites watched');
  await models.close();

  // The gallery and the picture of the model before are still there.
  await drawDog(studio, 2);

  // The next visit opens it from what is kept: only its listing is asked for.
  server.requests.length = 0;
  await studio.open();
  await expect(page.getByRole('banner').getByRole('button', { name: /^Model: .*tiny/ })).toBeVisible();
  expect(server.requests.map(({ path }) => path).filter((path) => path.endsWith('.onnx'))).toEqual([]);
});

test('of two exports the chosen one is loaded; a corrupted byte of it is found, named and not kept', async ({
  studio,
  page,
}) => {
  const whole = server.files.get(UNET);
  if (!whole) throw new Error('The server lacks the UNet');
  const listing = JSON.parse(model.read('files.json').toString());
  const listed = listing.files.find(({ path }: { path: string }) => path === 'unet/model.onnx');
  listing.files.push({ ...listed, path: 'unet/model_fp16.onnx' });
  server.files.set('models/tiny/files.json', { bytes: Buffer.from(JSON.stringify(listing)), etag: '"two exports"' });
  const bytes = Uint8Array.from(whole.bytes);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
  server.files.set(OTHER_UNET, { ...whole, bytes });
  await studio.open();
  const models = new ModelsDialog(page);
  await models.open();
  await models.checkAddress(address);
  const unets = models.dialog.getByLabel('Export of the UNet');
  await expect(unets).toHaveValue('unet/model.onnx');
  await expect(unets.getByRole('option')).toHaveText([/^model\.onnx · .* · best here$/, /^model_fp16\.onnx · .*B$/]);
  await unets.selectOption('unet/model_fp16.onnx');
  await expect(models.load).toBeEnabled();
  await expect(unets).toHaveValue('unet/model_fp16.onnx');
  await models.load.click();
  await expect(models.failure).toContainText('unet/model_fp16.onnx', { timeout: 60_000 });
  await expect(models.failure).toContainText(/SHA-256/);

  server.files.set(OTHER_UNET, whole);
  await models.failure.getByRole('button', { name: 'Try again' }).click();
  await models.loaded(/tiny/);
  expect(server.requests.filter(({ path, status }) => path === UNET && status === 200)).toEqual([]);
});

test('a model from a folder draws, and goes back', async ({ studio, page }) => {
  const models = new ModelsDialog(page);
  await models.withoutFolderPicker();
  await studio.open();
  await models.open();
  await models.loadFolder(model.folder);
  await models.loaded(/tiny-model/);
  await models.close();
  await drawDog(studio, 1);
  expect(server.requests).toEqual([]);

  await models.open();
  await models.tab('Catalogue').click();
  await models.dialog.getByRole('button', { name: /Emoji scenes/ }).click();
  await models.load.click();
  await models.loaded(/Emoji scenes/);
  await models.close();
  await expect(studio.filmstrip.pairs).toHaveCount(1);
});
