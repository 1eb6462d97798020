import { vocFiles } from '../../core/dataset/voc.ts';
import { zipFiles } from '../../core/dataset/zip.ts';
import { StudioError, toResult } from '../../core/errors.ts';
import { validateLabelSet } from '../../core/prompt/label-set.ts';
import type { LabelSet } from '../../core/prompt/types.ts';
import { Serial } from '../../core/serial.ts';
import type { ExportApi, ExportedDataset, ExportRequest } from '../../rpc/contract.ts';
import type { StoredPicture } from '../../storage/types.ts';
import type { SegmentRecord } from './segment-record.ts';
import { type ReadablePairs, type Survey, type SurveyedPair, surveyPairs } from './survey.ts';

export interface VocExportDependencies {
  readonly openPairs: () => Promise<ReadablePairs>;
  readonly labelSets: readonly LabelSet[];
  readonly segment: SegmentRecord;
  readonly encodeJpeg: (picture: StoredPicture) => Promise<Uint8Array>;
  readonly saveZip: (zip: ReadableStream<Uint8Array>) => Promise<Blob>;
}

type OnProgress = (done: number, total: number) => void;

/** Each pair is half done when surveyed and done when its picture is written. */
function pairProgress(total: number, onProgress: OnProgress) {
  let halves = 0;
  const add = (count: number) => {
    const before = Math.floor(halves / 2);
    halves += count;
    const done = Math.floor(halves / 2);
    if (done > before) onProgress(done, total);
  };
  return { surveyed: (usable: boolean) => add(usable ? 1 : 2), written: () => add(1) };
}

function requireSome(asked: number, { surveyed, skipped }: Survey): void {
  if (surveyed.length > 0) return;
  const message =
    asked === 0
      ? 'Expected at least one pair to export, found none selected. Select pairs in the filmstrip.'
      : `Expected at least one readable pair, found none among ${asked}. The first: ${skipped[0]?.error.message}`;
  throw new StudioError({ code: 'export-empty', message });
}

/** Writes pairs as a Pascal VOC dataset. Exports run one after another. */
export class VocExport implements ExportApi {
  readonly #dependencies: VocExportDependencies;
  readonly #exports = new Serial();
  #opened: Promise<ReadablePairs> | null = null;

  constructor(dependencies: VocExportDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Exports exactly the pairs of `request`; their order does not matter. Pairs that cannot be read are left out and
   * listed with the reason. The same pairs give the same bytes. Fails with `export-empty` if no pair is left,
   * `class-unknown` for an unknown label set, `settings-invalid` for one that VOC cannot express, and with what opening and saving throw.
   */
  exportVoc(request: ExportRequest, onProgress: OnProgress) {
    return this.#exports.run(() => toResult(() => this.#export(request, onProgress)));
  }

  #openPairs(): Promise<ReadablePairs> {
    this.#opened ??= this.#dependencies.openPairs().catch((error: unknown) => {
      this.#opened = null;
      throw error;
    });
    return this.#opened;
  }

  #labelSetOf(id: string): LabelSet {
    const { labelSets } = this.#dependencies;
    const labelSet = labelSets.find((set) => set.id === id);
    if (labelSet) {
      validateLabelSet(labelSet);
      return labelSet;
    }
    const known = labelSets.map((set) => `"${set.id}"`).join(', ');
    throw new StudioError({
      code: 'class-unknown',
      message: `Expected a label set among ${known}, found "${id}". Choose one of them for the export.`,
    });
  }

  async #export({ pairIds, labelSetId }: ExportRequest, onProgress: OnProgress): Promise<ExportedDataset> {
    const { segment, encodeJpeg, saveZip } = this.#dependencies;
    const labelSet = this.#labelSetOf(labelSetId);
    const ids = [...new Set(pairIds)];
    const progress = pairProgress(ids.length, onProgress);
    const pairs = await this.#openPairs();
    const survey = await surveyPairs(ids, labelSetId, pairs, segment, progress.surveyed);
    requireSome(ids.length, survey);

    const byStem = new Map(survey.surveyed.map((pair) => [pair.entry.stem, pair]));
    const pairOf = (stem: string) => byStem.get(stem) as SurveyedPair;
    const files = vocFiles({
      labelSet,
      entries: survey.surveyed.map((pair) => pair.entry),
      readJpeg: async (stem) => {
        const jpeg = await encodeJpeg(await pairs.readPicture(pairOf(stem).id));
        progress.written();
        return jpeg;
      },
      readMask: async (stem) => pairOf(stem).mask(),
    });
    const file = await saveZip(zipFiles(files));
    const { length } = survey.surveyed;
    return {
      file,
      fileName: `${labelSetId}-${length}-${length === 1 ? 'pair' : 'pairs'}.zip`,
      bytes: file.size,
      pairs: length,
      skipped: survey.skipped,
    };
  }
}
