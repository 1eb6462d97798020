import type { DatasetFormat, OptionValue } from '../formats/format.ts';
import { textFile } from '../text-file.ts';
import type { DatasetFile, DatasetWriterInput } from '../types.ts';
import { croissantText } from './croissant.ts';
import { type CardText, datasetCard } from './dataset-card.ts';
import { type FilesOfPair, manifestText } from './manifest.ts';

/** What the files that every format has must know of one. */
export interface DatasetLayout {
  readonly format: DatasetFormat;
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly filesOf: FilesOfPair;
  readonly card: CardText;
  readonly notes: readonly string[];
}

/** Dataset card, manifest and Croissant metadata. */
export function commonFiles(input: DatasetWriterInput, layout: DatasetLayout): DatasetFile[] {
  const { format, options, filesOf, card, notes } = layout;
  const manifest = manifestText(input, { format: format.id, options, filesOf, notes });
  return [
    textFile('README.md', datasetCard(input, format, card, notes)),
    textFile('manifest.json', manifest),
    textFile('croissant.json', croissantText(input, { formatLabel: format.label, filesOf, manifest })),
  ];
}
