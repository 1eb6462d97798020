import { datasetInput } from '../../core/dataset/dataset-input.ts';
import { writeDataset } from '../../core/dataset/formats/writers.ts';
import { zipFiles } from '../../core/dataset/zip.ts';
import { StudioError } from '../../core/errors.ts';
import type { MeasuredSize, SizeRequest } from '../../rpc/export-contract.ts';
import type { PairMeta } from '../../storage/types.ts';
import type { PairWork } from './pair-work.ts';
import { type SurveyedPair, surveyPairs } from './survey.ts';
import { surveyedSource } from './surveyed-source.ts';

/** So many pairs are enough to tell megabytes from gigabytes, and few enough to be done while a dialog opens. */
const SAMPLE = 4;

/**
 * What a dataset of the asked pairs takes: some of them, spread over all, are written as one, and one of them alone. The difference is
 * what a pair takes, and the rest is what every dataset of the format has.
 *
 * @throws StudioError `export-empty` where none of the sample can be read, and what the writer throws
 */
export async function measureDataset(
  { pairIds, choice, labelSet, sameMeaningIds = [] }: SizeRequest,
  metas: readonly PairMeta[],
  work: PairWork,
): Promise<MeasuredSize> {
  const all = [...new Set(pairIds)];
  const step = Math.max(1, all.length / SAMPLE);
  const ids = all.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step)).slice(0, SAMPLE);
  const nothing = () => undefined;
  const { surveyed, skipped } = await surveyPairs({
    ids,
    labelSet,
    sameMeaningIds,
    metas,
    work,
    throwIfCancelled: nothing,
    onPair: nothing,
  });
  const [first] = surveyed;
  if (!first) {
    const message = `Expected at least one readable pair, found none among ${ids.length}. The first: ${skipped[0]?.error.message}`;
    throw new StudioError({ code: 'export-empty', message });
  }
  const bytesOf = async (pairs: readonly SurveyedPair[]) => {
    const input = datasetInput(surveyedSource(pairs, labelSet, work), choice.trainPercent);
    const { files } = await writeDataset(input, choice);
    let bytes = 0;
    for await (const chunk of zipFiles(files)) bytes += chunk.length;
    return bytes;
  };
  const measuredPairs = surveyed.length;
  const sampleBytes = await bytesOf(surveyed);
  if (measuredPairs === all.length) return { bytes: sampleBytes, measuredPairs };
  if (measuredPairs === 1) return { bytes: sampleBytes * all.length, measuredPairs };
  const pairBytes = (sampleBytes - (await bytesOf([first]))) / (measuredPairs - 1);
  return { bytes: Math.round(sampleBytes + pairBytes * (all.length - measuredPairs)), measuredPairs };
}
