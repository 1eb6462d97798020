import { Command } from 'commander';
import type { Finding } from '../../src/core/dataset/read/types.ts';
import { checkDataset } from '../datasets/check-dataset.ts';
import { type DatasetOptions, withDataset } from '../datasets/open-dataset.ts';
import { progressOf } from '../datasets/progress-of.ts';
import { EXIT } from '../exit-codes.ts';
import type { Run } from './command-context.ts';
import { withDatasetOptions } from './dataset-options.ts';
import { examples } from './examples.ts';

export function validateCommand(run: Run): Command {
  const command = new Command('validate').description(
    'Reads all of a dataset and tells what is wrong with it: missing and damaged files, sizes, ids, lists, and what its manifest says otherwise.',
  );
  return withDatasetOptions(command)
    .addHelpText(
      'after',
      examples(
        ['an export of the studio, or what generate made', 'validate set.zip'],
        [
          'somebody else’s VOC folder, with the classes of its masks',
          'validate VOCdevkit --format voc --label-set classes.txt',
        ],
      ),
    )
    .action((path: string, options: DatasetOptions) =>
      run(({ report }) =>
        withDataset(path, options, async (dataset, files) => {
          const findings = await checkDataset(files, dataset, progressOf(report, dataset.items.length, 'pairs'));
          const errors = findings.filter(({ severity }) => severity === 'error').length;
          const warnings = findings.length - errors;
          const { format, items, labelSet } = dataset;
          const counted = `${plural(errors, 'error')}, ${plural(warnings, 'warning')} in ${plural(items.length, 'pair')} (${format}, “${labelSet.name}”).`;
          report.result([...findings.map(line), counted].join('\n'), {
            ...{ path, format, labelSet: labelSet.id, pairs: items.length, errors, warnings, findings },
          });
          return errors > 0 ? EXIT.unsound : EXIT.done;
        }),
      ),
    );
}

const line = ({ severity, path, message }: Finding) => `${severity}: ${path === null ? '' : `${path}: `}${message}`;

const plural = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;
