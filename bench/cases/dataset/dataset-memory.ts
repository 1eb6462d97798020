import { FORMATS, type FormatId } from '../../../src/core/dataset/formats/registry.ts';
import { pairWorkHere } from '../../../src/engine/export/pair-work.ts';
import { segmentRecord } from '../../../src/engine/tuning/segment-record.cpu.ts';
import { exportToFile } from '../../dataset/export-to-file.ts';
import { residentPeakGrowth } from '../../dataset/resident-peak.ts';
import { kindsGallery, loadKinds } from '../../dataset/stored-kind.ts';

/** Exported first, so that code and what it compiles to are not counted. */
const WARM_UP_PAIRS = 20;

/**
 * What `dataset` starts in a process of its own, `--stored=FILE --format=voc --pairs=2000`: how far resident memory rises during an export.
 * Records are read, segmented and encoded for each pair, and the ZIP goes to disk.
 */
export async function run({ stored = '', format = '', pairs = '2000' }: Readonly<Record<string, string>> = {}) {
  if (!isFormat(format)) throw new Error(`No format ${format}; there are ${FORMATS.map(({ id }) => id).join(', ')}.`);
  const kinds = loadKinds(stored);
  const exported = (count: number) => {
    const gallery = kindsGallery(kinds, count);
    return exportToFile(
      gallery,
      pairWorkHere(async () => gallery, segmentRecord),
      format,
    );
  };
  await exported(WARM_UP_PAIRS);
  let zipBytes = 0;
  const growthBytes = await residentPeakGrowth(async () => {
    ({ zipBytes } = await exported(Number(pairs)));
  });
  return { format, pairs: Number(pairs), growthBytes, zipBytes };
}

const isFormat = (name: string): name is FormatId => FORMATS.some(({ id }) => id === name);
