import { type Command, Option } from 'commander';
import { FORMAT_NAMES } from '../inputs/format-choice.ts';

/** Options of every command that writes a dataset. */
export function withFormatOptions(command: Command): Command {
  return command
    .addOption(new Option('--format <name>', 'layout of the dataset; voc if left out').choices(FORMAT_NAMES))
    .option('--option <name=value...>', 'a choice of the format, such as encoding=polygons')
    .option('--train-percent <n>', 'share of pairs that train, the others validate; 90 if left out')
    .option('--overwrite', 'write over what lies at --out');
}
