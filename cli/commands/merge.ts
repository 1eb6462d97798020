import { Command } from 'commander';
import type { MergeOptions } from '../generate/merge.ts';
import type { Run } from './command-context.ts';
import { examples } from './examples.ts';
import { withFormatOptions } from './set-options.ts';

export function mergeCommand(run: Run): Command {
  const command = new Command('merge')
    .description('Makes one dataset of the shards of a run: the same bytes as without shards, whatever finished first.')
    .argument('<folders...>', 'what each shard was given as --out')
    .requiredOption('--out <place>', 'a folder, or a name that ends with .zip')
    .option('--allow-missing', 'write what is there, and end with 7');
  return withFormatOptions(command)
    .addHelpText(
      'after',
      examples(
        ['all shards in a folder, as one ZIP', 'merge parts/* --out set.zip'],
        ['as WebDataset archives', 'merge parts/* --format webdataset --out set'],
      ),
    )
    .action((folders: readonly string[], options: MergeOptions) =>
      run(async (context) => {
        const { merge } = await import('../generate/merge.ts');
        return merge(folders, options, context);
      }),
    );
}
