import { type Command, Option } from 'commander';
import { FORMAT_IDS } from '../datasets/open-dataset.ts';

/** Adds what every command takes that reads a dataset. */
export function withDatasetOptions(command: Command): Command {
  return command
    .argument('<path>', 'the dataset: a folder, a ZIP, or one tar of a WebDataset')
    .addOption(new Option('--format <format>', 'read it as this; left out: told by its files').choices(FORMAT_IDS))
    .option('--label-set <set>', 'voc, coco or a file of classes, where the dataset does not name its own');
}
