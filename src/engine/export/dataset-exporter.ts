import { datasetInput } from '../../core/dataset/dataset-input.ts';
import { validateChoice } from '../../core/dataset/formats/registry.ts';
import { writeDataset } from '../../core/dataset/formats/writers.ts';
import type { DatasetSource } from '../../core/dataset/types.ts';
import { zipFiles } from '../../core/dataset/zip.ts';
import { StudioError, toResult } from '../../core/errors.ts';
import { validateLabelSet } from '../../core/prompt/label-set.ts';
import { Serial } from '../../core/serial.ts';
import type { ExportApi, ExportedDataset, ExportProgress, ExportRequest } from '../../rpc/export-contract.ts';
import { yieldToMessages } from '../jobs/yield-to-messages.ts';
import { ExportProgressTeller } from './export-progress.ts';
import type { PairWork, ReadablePairs } from './pair-work.ts';
import { type Survey, type SurveyedPair, surveyPairs } from './survey.ts';

export interface DatasetExporterDependencies {
  readonly openPairs: () => Promise<Pick<ReadablePairs, 'list'>>;
  /** For one export, which closes it. */
  readonly openPairWork: () => PairWork;
  readonly saveZip: (zip: ReadableStream<Uint8Array>) => Promise<Blob>;
  readonly nowMs: () => number;
  /** As in SurveyOptions. */
  readonly keptJpegBytes?: number;
}

/** Writes pairs as datasets. Exports run one after another. */
export class DatasetExporter implements ExportApi {
  readonly #dependencies: DatasetExporterDependencies;
  readonly #exports = new Serial();
  /** Of each export that waits or runs. */
  readonly #pending = new Map<string, AbortController>();

  constructor(dependencies: DatasetExporterDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Exports exactly the pairs of `request`; their order does not matter. Pairs that cannot be read are left out and
   * listed with the reason. The same pairs and choice give the same bytes. Fails with `export-empty` if no pair is left,
   * `settings-invalid` for a choice that no format offers and a label set that the format cannot express, `cancelled`, and with what opening and saving throw.
   */
  exportDataset(request: ExportRequest, onProgress: (progress: ExportProgress) => void) {
    const cancel = new AbortController();
    this.#pending.set(request.exportId, cancel);
    return this.#exports.run(async () => {
      try {
        return await toResult(() => this.#export(request, onProgress, cancel.signal));
      } finally {
        this.#pending.delete(request.exportId);
      }
    });
  }

  async cancel(exportId: string): Promise<void> {
    this.#pending.get(exportId)?.abort();
  }

  async #export(
    { pairIds, choice, labelSet, sameMeaningIds = [] }: ExportRequest,
    onProgress: (progress: ExportProgress) => void,
    signal: AbortSignal,
  ): Promise<ExportedDataset> {
    const { openPairs, openPairWork, saveZip, nowMs, ...limits } = this.#dependencies;
    validateLabelSet(labelSet);
    validateChoice(choice);
    const throwIfCancelled = () => {
      if (signal.aborted) throw new StudioError({ code: 'cancelled', message: 'The export was cancelled.' });
    };
    const ids = [...new Set(pairIds)];
    const progress = new ExportProgressTeller(ids.length, onProgress, nowMs);
    const metas = await (await openPairs()).list();
    const work = openPairWork();
    try {
      const onPair = progress.surveyed;
      const survey = await surveyPairs({
        ids,
        labelSet,
        sameMeaningIds,
        metas,
        work,
        throwIfCancelled,
        onPair,
        ...limits,
      });
      requireSome(ids.length, survey);
      const { surveyed, skipped } = survey;
      const byStem = new Map(surveyed.map((pair) => [pair.entry.stem, pair]));
      const pairOf = (stem: string) => byStem.get(stem) as SurveyedPair;
      const source: DatasetSource = {
        labelSet,
        entries: surveyed.map((pair) => pair.entry),
        readJpeg: async (stem) => {
          throwIfCancelled();
          const { id, jpeg: kept } = pairOf(stem);
          const jpeg = kept ?? (await work.readJpeg(id));
          progress.written();
          return jpeg;
        },
        readMaskPng: async (stem) => {
          // Some formats look at one mask after the other before anything is written: a cancel must get through.
          await yieldToMessages();
          throwIfCancelled();
          progress.alive();
          return pairOf(stem).maskPng;
        },
        readClassMaps: (stem) => {
          throwIfCancelled();
          const { id, entry } = pairOf(stem);
          return work.readClassMaps({ id, width: entry.width, height: entry.height, tuning: entry.tuning });
        },
      };
      const { files, notes } = await writeDataset(datasetInput(source, choice.trainPercent), choice);
      const file = await saveZip(zipFiles(files, work.parallelCalls));
      const { length } = surveyed;
      const fileName = `${labelSet.id}-${choice.format}-${length}-${length === 1 ? 'pair' : 'pairs'}.zip`;
      return { file, fileName, bytes: file.size, pairs: length, skipped, notes };
    } finally {
      work.close();
    }
  }
}

function requireSome(asked: number, { surveyed, skipped }: Survey): void {
  if (surveyed.length > 0) return;
  const message =
    asked === 0
      ? 'Expected at least one pair to export, found none selected. Select pairs in the filmstrip.'
      : `Expected at least one readable pair, found none among ${asked}. The first: ${skipped[0]?.error.message}`;
  throw new StudioError({ code: 'export-empty', message });
}
