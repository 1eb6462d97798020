import type { Page, Worker } from '@playwright/test';
import { DatasetZip } from '../../e2e/fixtures/dataset-zip.ts';
import { ModelsDialog } from '../../e2e/fixtures/models-dialog.ts';
import { StudioPage } from '../../e2e/fixtures/studio-page.ts';
import { followNotes, stageOf } from './page-notes.ts';
import { StageWatch } from './stage-watch.ts';

export interface StudioRunOptions {
  readonly page: Page;
  /** Of the studio, with a slash at the end. */
  readonly address: string;
  readonly folder: string;
  /** A model that must be refused before it is loaded. */
  readonly tooLarge: string;
}

const STEPS = 2;
const SEEDS = [11, 12];

/** A person's way with a model of full size: chosen as a folder, looked at, loaded, two pictures, their export, and a model that is too large. */
export async function runStudio({
  page,
  address,
  folder,
  tooLarge,
}: StudioRunOptions): Promise<Record<string, unknown>> {
  const watch = new StageWatch();
  const heap = followHeap(page);
  await followNotes(page, (note) => {
    const stage = stageOf(note);
    if (stage) watch.begin(stage);
  });
  // Playwright can answer an input of a folder, not the picker's own window.
  await page.addInitScript(() => Reflect.deleteProperty(window, 'showDirectoryPicker'));
  const studio = new StudioPage(page);
  const models = new ModelsDialog(page);
  watch.begin('the bundled model');
  await page.goto(`${address}?backend=wasm`);
  await page.locator('.model-phase').filter({ hasText: 'Ready' }).waitFor();

  await page
    .getByRole('banner')
    .getByRole('button', { name: /^Model: / })
    .click();
  await models.tab('Folder').click();
  watch.begin('judging the folder');
  await choose(page, models, folder);
  await models.load.waitFor();
  const verdict = await verdictOf(models);
  watch.begin('looking at the model');
  await models.load.click();
  await ended(page, models.inUse.getByText('attention sites watched'));
  watch.end();
  const heapBytes = { opened: await heap(), pictures: [] as (number | null)[] };
  await models.dialog.getByRole('button', { name: 'Close' }).click();

  const { prompt } = studio;
  await prompt.caption.fill('a dog on the grass');
  await prompt.classPicker.fill('dog');
  await page.getByRole('option', { name: 'dog', exact: true }).click();
  const steps = prompt.region.getByRole('spinbutton', { name: 'Steps value' });
  if (!(await steps.isVisible())) await prompt.region.getByText('Advanced').click();
  await enter(steps, STEPS);
  const settled: Record<string, number>[] = [];
  for (const [index, seed] of SEEDS.entries()) {
    await enter(prompt.seed, seed);
    watch.begin('text encoder');
    await prompt.generate.click();
    const pair = studio.filmstrip.pairs.and(page.locator(`[aria-setsize="${index + 1}"]`)).first();
    await ended(page, pair);
    await prompt.generate.waitFor();
    await studio.tune.table.waitFor();
    watch.end();
    settled.push(await studio.tune.pixels());
    heapBytes.pictures.push(await heap());
  }
  watch.begin('export');
  await studio.filmstrip.exportDataset.click();
  const zip = await DatasetZip.from(await studio.filmstrip.exportDialog.download());
  watch.end();
  await page.keyboard.press('Escape');

  await page
    .getByRole('banner')
    .getByRole('button', { name: /^Model: / })
    .click();
  watch.begin('refusing a larger one');
  await choose(page, models, tooLarge);
  const refusal = await verdictOf(models);
  watch.end();
  const masks = zip.masks().map(({ width, height, ids }) => ({ width, height, ids: ids.size }));
  return {
    ...{ verdict, refusal, isRefused: await models.load.isDisabled(), heapBytes, settled, masks },
    zipBytes: zip.bytes.byteLength,
    peaks: watch.peaks(),
    stages: watch.stages,
  };
}

async function choose(page: Page, models: ModelsDialog, folder: string): Promise<void> {
  const back = models.dialog.getByRole('button', { name: 'All models' });
  if (await back.isVisible()) await back.click();
  const chooser = page.waitForEvent('filechooser');
  await models.tab('Folder').click();
  await models.dialog.getByRole('button', { name: 'Choose folder' }).click();
  await (await chooser).setFiles(folder);
}

/** What the dialog says of a model before it is loaded. */
async function verdictOf({ dialog }: ModelsDialog): Promise<readonly string[]> {
  const verdict = dialog.locator('.verdict');
  await verdict.waitFor();
  const findings = await dialog.locator('.findings p, .candidate-facts > div').allInnerTexts();
  return [await verdict.innerText(), ...findings].map((text) => text.replaceAll(/\s+/g, ' ').trim());
}

async function enter(field: ReturnType<Page['getByRole']>, value: number): Promise<void> {
  await field.fill(String(value));
  await field.press('Enter');
}

/** Waits for what comes when all is well. @throws Error with what the studio says where it fails */
async function ended(page: Page, good: ReturnType<Page['locator']>): Promise<void> {
  const alert = page.getByRole('alert').filter({ hasText: /\S/ });
  await good.or(alert).first().waitFor();
  if (!(await good.first().isVisible())) throw new Error(`The studio says: ${(await alert.allInnerTexts()).join(' ')}`);
}

/** Size of the newest worker's WebAssembly heap, which never shrinks; null where none was seen. */
function followHeap(page: Page): () => Promise<number | null> {
  let diffusion: Worker | null = null;
  page.on('worker', (worker) => {
    if (!worker.url().includes('diffusion.worker')) return;
    diffusion = worker;
    worker.evaluate(noteHeaps).catch(() => undefined);
  });
  return async () =>
    (await diffusion?.evaluate(() =>
      Math.max(
        0,
        ...((globalThis as { heaps?: WebAssembly.Memory[] }).heaps ?? []).map(({ buffer }) => buffer.byteLength),
      ),
    )) || null;
}

/** In the worker, before the runtime makes its heap. */
function noteHeaps(): void {
  const heaps: WebAssembly.Memory[] = [];
  (globalThis as { heaps?: WebAssembly.Memory[] }).heaps = heaps;
  WebAssembly.Memory = class extends WebAssembly.Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      heaps.push(this);
    }
  };
}
