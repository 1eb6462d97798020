import { Command, Option } from 'commander';
import type { FormatChoice, FormatId } from '../../src/core/dataset/formats/registry.ts';
import type { ReadDataset } from '../../src/core/dataset/read/types.ts';
import { StudioError } from '../../src/core/errors.ts';
import { convertSource } from '../datasets/convert-source.ts';
import { type DatasetOptions, FORMAT_IDS, withDataset } from '../datasets/open-dataset.ts';
import { progressOf } from '../datasets/progress-of.ts';
import { trainPercentOf } from '../datasets/split-of.ts';
import { writeSet } from '../generate/write-set.ts';
import { FORMAT_NAMES, readFormatChoice } from '../inputs/format-choice.ts';
import type { Run } from './command-context.ts';
import { examples } from './examples.ts';

interface ConvertOptions {
  readonly from?: FormatId;
  readonly format: string;
  readonly out: string;
  readonly option?: readonly string[];
  readonly trainPercent?: string;
  readonly labelSet?: string;
}

export function convertCommand(run: Run): Command {
  return new Command('convert')
    .description(
      'Writes a dataset of the studio in another format: masks pixel by pixel, pictures as they are, with all that is known of them.',
    )
    .argument('<path>', 'the dataset: a folder, a ZIP, or one tar of a WebDataset')
    .addOption(new Option('--format <format>', 'the new format').choices(FORMAT_NAMES).makeOptionMandatory())
    .requiredOption('--out <path>', 'where it goes: a folder, or a file that ends with .zip')
    .option('--option <name=value...>', 'an option of the new format, such as encoding=polygons')
    .option('--train-percent <percent>', 'split it anew; left out: as it was split')
    .addOption(new Option('--from <format>', 'read it as this; left out: told by its files').choices(FORMAT_IDS))
    .addHelpText(
      'after',
      examples(
        ['from VOC to COCO', 'convert set.zip --format coco-instances --out coco.zip'],
        ['polygons, not run lengths', 'convert set.zip --format coco-instances --option encoding=polygons --out coco/'],
      ),
    )
    .action((path: string, { from, format, out, option, trainPercent, labelSet }: ConvertOptions) =>
      run(({ report }) => {
        const read: DatasetOptions = { ...(from && { format: from }), ...(labelSet && { labelSet }) };
        return withDataset(path, read, async (dataset) => {
          const converted = await convertSource(dataset, progressOf(report, dataset.items.length, 'pairs'));
          const choice: FormatChoice = {
            ...readFormatChoice({ format, option, trainPercent }),
            ...(trainPercent === undefined && { trainPercent: splitBefore(dataset) }),
          };
          const written = await writeSet(converted.source, { out, choice });
          const notes = [...converted.notes, ...written.notes];
          const pairs = converted.source.entries.length;
          const told = `${pairs} ${pairs === 1 ? 'pair' : 'pairs'} from ${dataset.format} to ${choice.format}: ${out}, ${written.files} files, ${written.bytes} bytes.`;
          report.result([told, ...notes].join('\n'), {
            ...{
              path,
              out,
              from: dataset.format,
              to: format,
              pairs,
              files: written.files,
              bytes: written.bytes,
              notes,
            },
          });
          return undefined;
        });
      }),
    );
}

/** The share for training that a dataset was split by. @throws StudioError `arguments-invalid` where it was split by hand */
function splitBefore({ manifest }: ReadDataset): number {
  const percent = manifest && trainPercentOf(manifest);
  if (percent !== null) return percent;
  const message =
    'Expected a dataset that was split by a share of its pairs; this one was split by hand. Name a share for training with --train-percent.';
  throw new StudioError({ code: 'arguments-invalid', message });
}
