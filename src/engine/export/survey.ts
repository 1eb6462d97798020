import pMap from 'p-map';
import type { AttentionEdges } from '../../core/attention/types.ts';
import { maskPalette } from '../../core/dataset/palette.ts';
import { pairStems } from '../../core/dataset/stems.ts';
import type { DatasetEntry } from '../../core/dataset/types.ts';
import { type Failure, StudioError } from '../../core/errors.ts';
import type { LabelSet, Rgb } from '../../core/prompt/types.ts';
import type { PairMeta } from '../../storage/types.ts';
import type { PairWork } from './pair-work.ts';

/** JPEGs of some thousand small pictures; those beyond are made again when their turn comes, so that memory stays bounded. */
const KEPT_JPEG_BYTES = 64 * 1024 * 1024;

/** A pair that is known to be exportable. Its mask is kept, a few kilobytes, so that it is computed once, and its edges are. */
export interface SurveyedPair {
  readonly id: string;
  readonly entry: DatasetEntry;
  readonly maskPng: Uint8Array<ArrayBuffer>;
  readonly edges: AttentionEdges | null;
  /** Null where there was no room for it. */
  readonly jpeg: Uint8Array<ArrayBuffer> | null;
}

export interface SkippedPair {
  readonly pairId: string;
  readonly error: Failure;
}

export interface Survey {
  readonly surveyed: readonly SurveyedPair[];
  readonly skipped: readonly SkippedPair[];
}

export interface SurveyOptions {
  /** Without repeats. */
  readonly ids: readonly string[];
  readonly labelSet: LabelSet;
  /** As in ExportRequest. */
  readonly sameMeaningIds: readonly string[];
  /** All that are stored. */
  readonly metas: readonly PairMeta[];
  readonly work: Pick<PairWork, 'prepare' | 'parallelCalls'>;
  /** Called before each pair; what it throws ends the survey. */
  readonly throwIfCancelled: () => void;
  /** Called after each pair, with whether it can be exported. */
  readonly onPair: (usable: boolean) => void;
  /** How much of the JPEGs may be kept; left out: what suits a browser. */
  readonly keptJpegBytes?: number;
}

/**
 * Reads all of each pair once and computes its mask, so that whatever is wrong with a pair shows before the ZIP is begun:
 * the ZIP's lists come before its pixels. Expected failures of a pair become entries of `skipped`. Both lists are in the order
 * of stems.
 */
export async function surveyPairs(options: SurveyOptions): Promise<Survey> {
  const { ids, metas, work, throwIfCancelled, onPair, keptJpegBytes = KEPT_JPEG_BYTES } = options;
  const palette = maskPalette(options.labelSet);
  let jpegBytes = 0;
  const outcomes = await pMap(
    pairsFor(ids, metas),
    async (pair): Promise<SurveyedPair | SkippedPair> => {
      throwIfCancelled();
      try {
        const { jpeg, ...surveyed } = await surveyPair(pair, options, palette);
        onPair(true);
        const isKept = jpegBytes + jpeg.length <= keptJpegBytes;
        if (isKept) jpegBytes += jpeg.length;
        return { ...surveyed, jpeg: isKept ? jpeg : null };
      } catch (error) {
        if (!(error instanceof StudioError) || !isOfThePair(error)) throw error;
        onPair(false);
        return { pairId: pair.id, error: { code: error.code, message: error.message } };
      }
    },
    { concurrency: work.parallelCalls },
  );
  return {
    surveyed: outcomes.filter((outcome) => 'entry' in outcome),
    skipped: outcomes.filter((outcome) => 'error' in outcome),
  };
}

/** A pair that is asked for; `meta` is missing where it was removed. */
interface AskedPair {
  readonly id: string;
  readonly stem: string;
  readonly meta: PairMeta | undefined;
}

function pairsFor(ids: readonly string[], metas: readonly PairMeta[]): AskedPair[] {
  const byId = new Map(metas.map((meta) => [meta.id, meta]));
  const found = ids.flatMap((id) => byId.get(id) ?? []);
  const stems = pairStems(found);
  return ids
    .map((id) => ({ id, meta: byId.get(id), stem: stems.get(id) ?? '' }))
    .sort((a, b) => (a.stem < b.stem ? -1 : 1));
}

async function surveyPair(
  { id, stem, meta }: AskedPair,
  { labelSet, sameMeaningIds, work }: SurveyOptions,
  palette: readonly Rgb[],
) {
  if (!meta) {
    const message = `Expected a stored pair with id ${id}, found none: it was removed.`;
    throw new StudioError({ code: 'record-corrupt', message });
  }
  const { width, height, settings, tuning, provenance, review, fileName } = meta;
  const addedClasses = (meta.addedClasses ?? []).filter(({ word }) => word === undefined);
  if (settings.labelSetId !== labelSet.id && !sameMeaningIds.includes(settings.labelSetId)) {
    const message = `Expected classes of the label set “${labelSet.name}” (${labelSet.id}), found a pair of ${settings.labelSetId}, whose mask values mean other classes. Export it with the pairs of its own label set.`;
    throw new StudioError({ code: 'class-unknown', message });
  }
  const hasEdits = Boolean(meta.edits);
  const { presence, pixels, editedPixels, ...files } = await work.prepare({
    ...{ id, width, height, tuning, palette, hasEdits },
  });
  const facts = { width, height, settings, tuning, provenance, review, presence, pixels };
  const entry: DatasetEntry = {
    stem,
    ...facts,
    ...(fileName === undefined ? {} : { fileName }),
    // How they are stored is the gallery's own matter.
    ...(addedClasses.length > 0 && {
      addedClasses: addedClasses.map(({ classId, capture }) => ({ classId, capture })),
    }),
    ...(editedPixels > 0 && { edited: true, editedPixels }),
  };
  return { id, entry, ...files };
}

/** A worker that died, or could not open the gallery, says nothing about the pair it had. */
const isOfThePair = ({ code }: StudioError) => code !== 'worker-crashed';
