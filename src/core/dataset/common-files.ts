import { type CardText, datasetCard } from './dataset-card.ts';
import type { DatasetFormat, OptionValue } from './formats/format.ts';
import { type FilesOfPair, manifestText } from './manifest.ts';
import { textFile } from './text-file.ts';
import type { DatasetFile, DatasetWriterInput } from './types.ts';

/** What the files that every format has must know of one. */
export interface DatasetLayout {
  readonly format: DatasetFormat;
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly filesOf: FilesOfPair;
  readonly card: CardText;
  readonly notes: readonly string[];
}

/** Dataset card and manifest. */
export function commonFiles(input: DatasetWriterInput, layout: DatasetLayout): DatasetFile[] {
  const { format, options, filesOf, card, notes } = layout;
  return [
    textFile('README.md', datasetCard(input, format, card, notes)),
    textFile('manifest.json', manifestText(input, { format: format.id, options, filesOf, notes })),
  ];
}
