import { pictureHash } from '../../../src/core/review/picture-hash.ts';
import { placeGrids } from '../../../src/core/review/place-grids.ts';
import { generatePicture } from '../../../src/engine/jobs/generate-picture.ts';
import { classesOf, jobContext, SETTINGS } from '../../../src/engine/testing/job.ts';
import { segmentRecord } from '../../../src/engine/tuning/segment-record.cpu.ts';
import { openStoredPairs } from '../../../src/storage/open-gallery.ts';
import { BUNDLED_SETTINGS, defaultTuningOn } from '../../../src/studio/settings/defaults.ts';
import { openBenchEngine } from '../../peers/bundled-engine.ts';

/** Of one class and of two, in turn; VOC's cat, and cat and chair. */
const CLASSES = [[8], [8, 9]] as const;
const PAIRS = 4;

/**
 * Pairs a minute with the bundled model on WASM, with the settings that the studio suggests for it: the picture with live heatmaps and
 * estimates, its mask, and its place in the gallery, one pair after the other. Bytes are those of the files in OPFS.
 */
export async function run(): Promise<Record<string, unknown>> {
  const { model } = await openBenchEngine(null);
  const pairs = await openStoredPairs(navigator);
  const tuning = defaultTuningOn(model.info);
  const make = async (id: string, place: number) => {
    const classIds = CLASSES[place % CLASSES.length] ?? [];
    const settings = { ...SETTINGS, ...BUNDLED_SETTINGS, classIds, seed: place };
    const request = { jobId: id, settings, classes: classesOf(settings), tuning };
    const { picture, record, provenance } = await generatePicture(request, jobContext(model));
    const { width, height, mask, presence, pixels } = segmentRecord(record, tuning, picture);
    const seen = { pictureHash: pictureHash(picture), places: placeGrids(mask, width, height) };
    const facts = { width, height, settings, tuning, provenance, review: 'unreviewed' as const, presence, pixels };
    await pairs.put({ id, createdAt: new Date().toISOString(), ...facts, ...seen }, picture, record);
  };
  // The first job compiles and checks itself.
  await make('warm-up', 0);
  const started = performance.now();
  for (let place = 0; place < PAIRS; place++) await make(`pair-${place}`, place);
  const elapsedMs = performance.now() - started;
  return {
    pairs: PAIRS,
    steps: BUNDLED_SETTINGS.steps,
    pairsPerMinute: (60_000 * PAIRS) / elapsedMs,
    oneClassBytes: await storedBytes('pair-0'),
    twoClassesBytes: await storedBytes('pair-1'),
  };
}

async function storedBytes(id: string): Promise<number> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle('pairs');
  const sizes = ['picture', 'record'].map(async (kind) => {
    const handle = await folder.getFileHandle(`${id}.${kind}`);
    return (await handle.getFile()).size;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
