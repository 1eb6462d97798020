import { Command } from 'commander';
import { datasetFacts } from '../datasets/dataset-facts.ts';
import { factsJson, factsText } from '../datasets/facts-text.ts';
import { type DatasetOptions, withDataset } from '../datasets/open-dataset.ts';
import { progressOf } from '../datasets/progress-of.ts';
import type { Run } from './command-context.ts';
import { withDatasetOptions } from './dataset-options.ts';
import { examples } from './examples.ts';

export function statsCommand(run: Run): Command {
  const command = new Command('stats').description(
    'Counts what a dataset holds: pictures and pixels of each class by split, void, sizes, and which classes stand together.',
  );
  return withDatasetOptions(command)
    .addHelpText(
      'after',
      examples(['tables to read', 'stats set.zip'], ['all numbers, for a program', 'stats set/ --json > stats.json']),
    )
    .action((path: string, options: DatasetOptions) =>
      run(({ report }) =>
        withDataset(path, options, async (dataset) => {
          const facts = await datasetFacts(dataset, progressOf(report, dataset.items.length, 'pairs'));
          report.result(factsText(dataset, facts), { path, ...factsJson(dataset, facts) });
          return undefined;
        }),
      ),
    );
}
