import { unzlibSync, zlibSync } from 'fflate';
import { stemsOf } from '../../core/dataset/stems.ts';
import type { DatasetEntry } from '../../core/dataset/types.ts';
import { type Failure, StudioError } from '../../core/errors.ts';
import type { PairMeta, PairStore } from '../../storage/types.ts';
import type { SegmentRecord } from './segment-record.ts';

export type ReadablePairs = Pick<PairStore, 'list' | 'readPicture' | 'readRecord'>;

/** A pair that is known to be exportable. Its mask is kept deflated, a few kilobytes, so that it is computed once. */
export interface SurveyedPair {
  readonly id: string;
  readonly entry: DatasetEntry;
  /** u8 `[H,W]`. */
  readonly mask: () => Uint8Array;
}

export interface Survey {
  readonly surveyed: readonly SurveyedPair[];
  readonly skipped: readonly { readonly pairId: string; readonly error: Failure }[];
}

function pairsFor(ids: readonly string[], metas: readonly PairMeta[]) {
  const byId = new Map(metas.map((meta) => [meta.id, meta]));
  const found = ids.flatMap((id) => byId.get(id) ?? []);
  const stems = stemsOf(found.map((meta) => ({ id: meta.id, createdAt: meta.createdAt, seed: meta.settings.seed })));
  return ids
    .map((id) => ({ id, meta: byId.get(id), stem: stems.get(id) ?? '' }))
    .sort((a, b) => (a.stem < b.stem ? -1 : 1));
}

function surveyFailure(code: Failure['code'], message: string): StudioError {
  return new StudioError({ code, message });
}

async function surveyPair(
  meta: PairMeta,
  stem: string,
  pairs: ReadablePairs,
  segment: SegmentRecord,
): Promise<SurveyedPair> {
  const picture = await pairs.readPicture(meta.id);
  const { width, height } = picture;
  if (width !== meta.width || height !== meta.height) {
    throw surveyFailure(
      'record-corrupt',
      `Expected a picture of ${meta.width}×${meta.height}, found ${width}×${height}. Remove this pair and generate it again from its settings.`,
    );
  }
  const { mask, presence, pixels } = segment(await pairs.readRecord(meta.id, meta.tuning), meta.tuning, picture);
  const deflated = zlibSync(mask, { level: 1 });
  const { settings, tuning, provenance, review } = meta;
  return {
    id: meta.id,
    entry: { stem, width, height, settings, tuning, provenance, review, presence, pixels },
    mask: () => unzlibSync(deflated),
  };
}

/**
 * Reads all of each pair once, in the order of stems, and computes its mask, so that whatever is wrong with a pair shows
 * before the ZIP is begun: the ZIP's lists come before its pixels. Expected failures become entries of `skipped`.
 *
 * @param ids pair ids without repeats
 * @param onPair called after each pair, with whether it can be exported
 */
export async function surveyPairs(
  ids: readonly string[],
  labelSetId: string,
  pairs: ReadablePairs,
  segment: SegmentRecord,
  onPair: (usable: boolean) => void,
): Promise<Survey> {
  const surveyed: SurveyedPair[] = [];
  const skipped: Survey['skipped'][number][] = [];
  for (const { id, meta, stem } of pairsFor(ids, await pairs.list())) {
    try {
      if (!meta)
        throw surveyFailure('record-corrupt', `Expected a stored pair with id ${id}, found none: it was removed.`);
      if (meta.settings.labelSetId !== labelSetId) {
        throw surveyFailure(
          'class-unknown',
          `Expected classes of the label set "${labelSetId}", found "${meta.settings.labelSetId}". Export this pair with its own label set.`,
        );
      }
      surveyed.push(await surveyPair(meta, stem, pairs, segment));
      onPair(true);
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      skipped.push({ pairId: id, error: { code: error.code, message: error.message } });
      onPair(false);
    }
  }
  return { surveyed, skipped };
}
