import { defaultChoice } from '../../../src/core/dataset/formats/registry.ts';
import { VOC_20 } from '../../../src/core/prompt/voc-20.ts';
import { DatasetExporter } from '../../../src/engine/export/dataset-exporter.ts';
import { pairWorkHere, type ReadablePairs } from '../../../src/engine/export/pair-work.ts';
import { saveZip } from '../../../src/engine/export/save-zip.ts';
import { generatePicture } from '../../../src/engine/jobs/generate-picture.ts';
import { openBundledModel } from '../../../src/engine/testing/bundled-model.ts';
import { classesOf, jobContext, SETTINGS } from '../../../src/engine/testing/job.ts';
import { segmentRecord } from '../../../src/engine/tuning/segment-record.cpu.ts';
import { CATALOGUE } from '../../../src/models/catalogue/catalogue.ts';
import type { GeneratedPair } from '../../../src/rpc/contract.ts';
import { decodePicture, encodePicture } from '../../../src/storage/codecs/picture-codec.ts';
import { decodeRecord, encodeRecord } from '../../../src/storage/codecs/record-codec.ts';
import { decodeWholeRecord, encodeWholeRecord } from '../../../src/storage/codecs/whole-record-codec.ts';
import type { PairMeta } from '../../../src/storage/types.ts';
import { defaultTuningOn } from '../../../src/studio/settings/defaults.ts';

const EXPORTED_PAIRS = 100;
const STEPS = 8;
/** A latent of 64×64, Stable Diffusion's at 512 pixels: the record has its sides. */
const LARGE_PIXELS = 256;

/**
 * Bytes of a stored pair of one and of two classes, against the first format of records, and pairs a second of an export on one
 * thread, from their bytes in memory to the ZIP in memory; its peer in the same run reads whole records of the first format.
 */
export async function run(): Promise<Record<string, unknown>> {
  const one = await makePair([8]);
  const two = await makePair([8, 9]);
  const large = await makePair([8], LARGE_PIXELS);
  const ownPairsPerSecond = await exportSpeed(two, await ownReader(two.pair));
  const peerPairsPerSecond = await exportSpeed(two, wholeReader(two.pair));
  return {
    oneClass: await sizes(one.pair),
    twoClasses: await sizes(two.pair),
    oneClassLatent64: await sizes(large.pair),
    exportedPairs: EXPORTED_PAIRS,
    ownPairsPerSecond,
    peerPairsPerSecond,
    ratio: ownPairsPerSecond / peerPairsPerSecond,
  };
}

interface MadePair {
  readonly pair: GeneratedPair;
  readonly meta: PairMeta;
}

async function makePair(classIds: readonly number[], imageSize = 128): Promise<MadePair> {
  const entry = CATALOGUE.find(({ id }) => id === 'emoji-scenes');
  if (!entry) throw new Error('The catalogue has no bundled model');
  const sized = { ...entry, settings: { ...entry.settings, imageSize } };
  const model = await openBundledModel({
    chosen: { id: 'emoji-scenes', name: '', origin: { kind: 'bundled', label: '' }, entry: sized },
  });
  const settings = { ...SETTINGS, classIds, steps: STEPS };
  const tuning = defaultTuningOn(model.info);
  const request = { jobId: 'pair', settings, classes: classesOf({ classIds }), tuning };
  const pair = await generatePicture(request, jobContext(model));
  const { width, height } = pair.picture;
  const facts = { width, height, settings, tuning, provenance: pair.provenance, review: 'unreviewed' as const };
  const nothing = { background: 0, void: 0, classes: {} };
  return {
    pair,
    meta: {
      id: 'pair',
      createdAt: pair.provenance.createdAt ?? new Date().toISOString(),
      ...facts,
      presence: [],
      pixels: nothing,
    },
  };
}

async function sizes({ picture, record }: GeneratedPair) {
  const pictureBytes = encodePicture(picture).length;
  const recordBytes = (await encodeRecord(record)).length;
  const firstFormatBytes = encodeWholeRecord(record).length;
  return { pictureBytes, recordBytes, firstFormatBytes, share: recordBytes / firstFormatBytes };
}

type Readers = Pick<ReadablePairs, 'readPicture' | 'readRecord'>;

async function ownReader({ picture, record }: GeneratedPair): Promise<Readers> {
  const [pictureBytes, recordBytes] = [encodePicture(picture), await encodeRecord(record)];
  return {
    readPicture: async () => decodePicture(pictureBytes),
    readRecord: (_, part) => decodeRecord(recordBytes, part),
  };
}

function wholeReader({ picture, record }: GeneratedPair): Readers {
  const [pictureBytes, recordBytes] = [encodePicture(picture), encodeWholeRecord(record)];
  return {
    readPicture: async () => decodePicture(pictureBytes),
    readRecord: async () => decodeWholeRecord(recordBytes),
  };
}

async function exportSpeed({ meta }: MadePair, readers: Readers): Promise<number> {
  const metas = Array.from({ length: EXPORTED_PAIRS }, (_, index) => ({ ...meta, id: `pair-${index}` }));
  const exporter = new DatasetExporter({
    openPairs: async () => ({ list: async () => metas }),
    openPairWork: () => pairWorkHere(async () => ({ ...readers, readEdits: async () => null }), segmentRecord),
    saveZip: (zip) => saveZip(zip, undefined),
    nowMs: () => performance.now(),
  });
  const pairIds = metas.map(({ id }) => id);
  const started = performance.now();
  const result = await exporter.exportDataset(
    { exportId: 'bench', pairIds, choice: defaultChoice('voc'), labelSet: VOC_20 },
    () => undefined,
  );
  if (!result.ok) throw new Error(result.error.message);
  if (result.value.pairs !== EXPORTED_PAIRS) throw new Error(`${result.value.pairs} pairs were exported.`);
  return (1000 * EXPORTED_PAIRS) / (performance.now() - started);
}
