import { generatePicture } from '../../src/engine/jobs/generate-picture.ts';
import { openBundledModel } from '../../src/engine/testing/bundled-model.ts';
import { classesOf, jobContext, SETTINGS } from '../../src/engine/testing/job.ts';
import { encodePicture } from '../../src/storage/codecs/picture-codec.ts';
import { encodeRecord } from '../../src/storage/codecs/record-codec.ts';
import { defaultTuningOn } from '../../src/studio/settings/defaults.ts';
import type { StoredKind } from './stored-kind.ts';

const STEPS = 8;
/** Of VOC: aeroplane, cat, person, a cat and a chair, a car and a motorbike, a dog and a horse. */
const CLASSES = [[1], [8], [15], [8, 9], [7, 14], [12, 13]] as const;

/** Pictures of the bundled model of one and of two classes, as they are stored; on native ONNX Runtime. */
export async function makeKinds(): Promise<StoredKind[]> {
  const model = await openBundledModel();
  const tuning = defaultTuningOn(model.info);
  const kinds: StoredKind[] = [];
  for (const [seed, classIds] of CLASSES.entries()) {
    const classes = classesOf({ classIds });
    const caption = `a ${classes.map(({ promptName }) => promptName).join(' and a ')}`;
    const settings = { ...SETTINGS, caption, classIds, seed, steps: STEPS };
    const request = { jobId: 'kind', settings, classes, tuning };
    const { picture, record, provenance } = await generatePicture(request, jobContext(model));
    const { width, height } = picture;
    const facts = { width, height, settings, tuning, provenance, review: 'accepted' as const };
    const notYetMade = { presence: [], pixels: { background: 0, void: 0, classes: {} } };
    kinds.push({
      meta: { id: 'kind', createdAt: provenance.createdAt ?? new Date().toISOString(), ...facts, ...notYetMade },
      pictureBytes: encodePicture(picture),
      recordBytes: await encodeRecord(record),
    });
  }
  return kinds;
}
