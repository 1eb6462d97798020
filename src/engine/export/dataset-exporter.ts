import { datasetInput } from '../../core/dataset/dataset-input.ts';
import { validateChoice } from '../../core/dataset/formats/registry.ts';
import { writeDataset } from '../../core/dataset/formats/writers.ts';
import { zipFiles } from '../../core/dataset/zip.ts';
import { StudioError, toResult } from '../../core/errors.ts';
import { validateLabelSet } from '../../core/prompt/label-set.ts';
import { Serial } from '../../core/serial.ts';
import type {
  ExportApi,
  ExportedDataset,
  ExportProgress,
  ExportRequest,
  SizeRequest,
} from '../../rpc/export-contract.ts';
import { yieldToMessages } from '../jobs/yield-to-messages.ts';
import { ExportProgressTeller } from './export-progress.ts';
import { measureDataset } from './measure-dataset.ts';
import type { PairWork, ReadablePairs } from './pair-work.ts';
import { type Survey, surveyPairs } from './survey.ts';
import { surveyedSource } from './surveyed-source.ts';

export interface DatasetExporterDependencies {
  readonly openPairs: () => Promise<Pick<ReadablePairs, 'list'>>;
  /** For one export, which closes it. At most so many may share it; left out: as many as suit the machine. */
  readonly openPairWork: (maxWorkers?: number) => PairWork;
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

  measureSize(request: SizeRequest) {
    const { openPairs, openPairWork } = this.#dependencies;
    return toResult(async () => {
      validateLabelSet(request.labelSet);
      validateChoice(request.choice);
      const metas = await (await openPairs()).list();
      // One is quick enough for a few pairs, and leaves the others to what else is going on.
      const work = openPairWork(1);
      try {
        return await measureDataset(request, metas, work);
      } finally {
        work.close();
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
      const source = surveyedSource(surveyed, labelSet, work, {
        onJpeg: () => {
          throwIfCancelled();
          progress.written();
        },
        onMask: async () => {
          // Some formats look at one mask after the other before anything is written: a cancel must get through.
          await yieldToMessages();
          throwIfCancelled();
          progress.alive();
        },
        onClassMaps: throwIfCancelled,
      });
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
