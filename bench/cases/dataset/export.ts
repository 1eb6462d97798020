import { exportWorker } from '../../../src/app/workers.ts';
import { defaultChoice } from '../../../src/core/dataset/formats/registry.ts';
import { VOC_20 } from '../../../src/core/prompt/voc-20.ts';
import { generatePicture } from '../../../src/engine/jobs/generate-picture.ts';
import { classesOf, jobContext, SETTINGS } from '../../../src/engine/testing/job.ts';
import { connectExport, type ExportClient } from '../../../src/rpc/client.ts';
import { openStoredPairs } from '../../../src/storage/open-gallery.ts';
import { defaultTuningOn } from '../../../src/studio/settings/defaults.ts';
import { openBenchEngine } from '../../peers/bundled-engine.ts';

const PAIRS = 400;
/** Exported first: the bench's server makes JavaScript of each module when it is asked for it, the built studio has it. */
const WARM_UP_PAIRS = 20;
const STEPS = 8;

/**
 * Pairs a second of an export as the studio makes it in a browser: from a gallery in OPFS, by the export worker and its helpers, to a
 * ZIP in OPFS; pairs of one class, and of two.
 */
export async function run(): Promise<Record<string, unknown>> {
  const one = await fillGallery('one', [8]);
  const two = await fillGallery('two', [8, 9]);
  const client = connectExport(exportWorker);
  await timedExport(client, one.slice(0, WARM_UP_PAIRS));
  const ofOne = await timedExport(client, one);
  const ofTwo = await timedExport(client, two);
  client.terminate();
  return {
    processors: navigator.hardwareConcurrency,
    browserPairs: PAIRS,
    browserOneClass: ofOne,
    browserTwoClasses: ofTwo,
  };
}

async function timedExport(client: ExportClient, pairIds: readonly string[]) {
  const started = performance.now();
  let firstProgressMs = Number.NaN;
  const request = { exportId: 'bench', pairIds, choice: defaultChoice('voc'), labelSet: VOC_20 };
  const result = await client.exportDataset(request, () => {
    if (Number.isNaN(firstProgressMs)) firstProgressMs = performance.now() - started;
  });
  const exportMs = performance.now() - started;
  if (!result.ok) throw new Error(result.error.message);
  const { pairs, bytes, skipped } = result.value;
  if (skipped[0]) throw new Error(`${pairs} of ${pairIds.length} pairs were exported: ${skipped[0].error.message}`);
  return { pairsPerSecond: (1000 * pairs) / exportMs, firstProgressMs, zipBytes: bytes };
}

/** One picture of the bundled model, stored many times. */
async function fillGallery(name: string, classIds: readonly number[]): Promise<string[]> {
  const { model } = await openBenchEngine(null);
  const settings = { ...SETTINGS, classIds, steps: STEPS };
  const tuning = defaultTuningOn(model.info);
  const request = { jobId: 'pair', settings, classes: classesOf(settings), tuning };
  const { picture, record, provenance } = await generatePicture(request, jobContext(model));
  const { width, height } = picture;
  const pixels = { background: 0, void: 0, classes: {} };
  const facts = { width, height, settings, tuning, provenance, review: 'unreviewed' as const, presence: [], pixels };
  const pairs = await openStoredPairs(navigator);
  const ids = Array.from({ length: PAIRS }, (_, index) => `${name}-${index}`);
  for (const id of ids)
    await pairs.put({ id, createdAt: provenance.createdAt ?? new Date().toISOString(), ...facts }, picture, record);
  return ids;
}
