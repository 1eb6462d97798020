import { takeClasses } from '../../core/attention/append-columns.ts';
import type { AttentionRecord } from '../../core/attention/types.ts';
import { encodeJpeg } from '../../core/dataset/jpeg/encode-jpeg.ts';
import { encodePalettePng } from '../../core/dataset/palette-png.ts';
import type { ClassMaps } from '../../core/dataset/types.ts';
import { countEdits, editSegmentation } from '../../core/edit/edit-layer.ts';
import { StudioError } from '../../core/errors.ts';
import { isWordId } from '../../core/pair-classes.ts';
import type { PairToPrepare, PairToSegment, PreparedPair } from '../../rpc/export-contract.ts';
import type { PairStore } from '../../storage/types.ts';
import type { SegmentRecord } from './segment-record.ts';

/** The costly part of an export, here or spread over workers. Failures are thrown as StudioError. */
export interface PairWork {
  /** How many calls keep it busy; more only wait. */
  readonly parallelCalls: number;
  prepare(pair: PairToPrepare): Promise<PreparedPair>;
  /** The same bytes for the same pixels everywhere. */
  readJpeg(id: string): Promise<Uint8Array<ArrayBuffer>>;
  /** The scores of a pair's classes before thresholds. */
  readClassMaps(pair: PairToSegment): Promise<ClassMaps>;
  /** Ends what it runs on. */
  close(): void;
}

/** What an export reads of the gallery. */
export type ReadablePairs = Pick<PairStore, 'list' | 'readPicture' | 'readRecord' | 'readEdits'>;

type ReadablePair = Omit<ReadablePairs, 'list'>;

/**
 * The work done by the thread that asks for it.
 * @throws StudioError `record-corrupt` and what reading throws, of the pair that was asked for; `worker-crashed` where the gallery
 *   cannot be opened, since no pair can be read then
 */
export function pairWorkHere(openPairs: () => Promise<ReadablePair>, segment: SegmentRecord): PairWork {
  const opened = () =>
    openPairs().catch((cause: unknown) => {
      if (!(cause instanceof StudioError)) throw cause;
      const message = `A helper of the export could not open the gallery. ${cause.message}`;
      throw new StudioError({ code: 'worker-crashed', message }, { cause });
    });
  return {
    parallelCalls: 1,
    prepare: async (pair) => preparePair(pair, await opened(), segment),
    readJpeg: async (id) => encodeJpeg(await (await opened()).readPicture(id)),
    readClassMaps: async (pair) => {
      const { record, segmentation } = await segmentPair(pair, await opened(), segment);
      return { classIds: record.classIds, values: segmentation.scores };
    },
    close: () => undefined,
  };
}

async function preparePair(pair: PairToPrepare, pairs: ReadablePair, segment: SegmentRecord): Promise<PreparedPair> {
  const [{ picture, record, segmentation }, edits] = await Promise.all([
    segmentPair(pair, pairs, segment),
    pair.hasEdits ? pairs.readEdits(pair.id) : null,
  ]);
  const layer = edits?.layer ?? null;
  const { mask, presence, pixels } = editSegmentation(segmentation, layer);
  return {
    presence,
    pixels,
    editedPixels: layer ? countEdits(layer) : 0,
    edges: pair.tuning.objects?.by === 'edge' ? (record.edges ?? null) : null,
    maskPng: encodePalettePng(mask, pair.width, pair.height, pair.palette),
    jpeg: encodeJpeg(picture),
  };
}

async function segmentPair({ id, width, height, tuning }: PairToSegment, pairs: ReadablePair, segment: SegmentRecord) {
  const [picture, stored] = await Promise.all([pairs.readPicture(id), pairs.readRecord(id, tuning)]);
  if (picture.width !== width || picture.height !== height) {
    throw new StudioError({
      code: 'record-corrupt',
      message: `Expected a picture of ${width}×${height}, found ${picture.width}×${picture.height}. Remove this pair and generate it again from its settings.`,
    });
  }
  const record = withoutWords(stored);
  return { picture, record, segmentation: segment(record, tuning, picture) };
}

/** A dataset has classes alone. */
function withoutWords(record: AttentionRecord): AttentionRecord {
  if (!record.classIds.some(isWordId)) return record;
  return takeClasses(
    record,
    record.classIds.filter((id) => !isWordId(id)),
  );
}
