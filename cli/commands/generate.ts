import { Command, Option } from 'commander';
import { PROVIDERS } from '../engine/choose-provider.ts';
import type { GenerateOptions } from '../generate/generate.ts';
import type { Run } from './command-context.ts';
import { examples } from './examples.ts';
import { withFormatOptions } from './set-options.ts';

export function generateCommand(run: Run): Command {
  const command = new Command('generate')
    .description('Makes a pair of picture and mask for each row of a list of prompts, and a dataset of them.')
    .requiredOption('--prompts <file>', 'list of prompts: JSON, JSON lines, CSV or text, told by its content')
    .requiredOption('--out <place>', 'a folder, or a name that ends with .zip')
    .option('--label-set <name>', 'voc, coco, or a file of classes', 'voc')
    .option('--model <name>', 'a model of the catalogue, a folder, or an address', 'emoji-scenes')
    .option('--settings <file>', 'settings of the studio: a settings file, or a picture or mask of an export')
    .option('--seed <n>', 'from which rows without a seed get theirs; 0 if left out')
    .option('--steps <n>', 'steps a picture; what suits the model if left out')
    .option(
      '--quick',
      'draw with the model’s student of few steps, where it has one: a quarter of the calls, rougher pictures',
    )
    .option('--shard <k/n>', 'make the k-th of n parts only; merge makes a dataset of them')
    .option('--resume', 'go on with what was begun at --out')
    .option('--keep-work', 'keep the single pairs when the dataset is whole')
    .option('--no-records', 'do not keep attention and raw pixels of finished pairs: less room, no class maps')
    .addOption(new Option('--provider <name>', 'what ONNX Runtime runs on; cpu if left out').choices(PROVIDERS))
    .option('--threads <n>', 'threads of the processor; all if left out')
    .option('--at-once <n>', 'pictures made at once, which share the threads; what suits model and memory if left out');
  return withFormatOptions(command)
    .addHelpText(
      'after',
      examples(
        [
          'pairs of the bundled model as Pascal VOC, in one file',
          'generate --prompts docs/examples/prompts.json --out set.zip',
        ],
        [
          'a quick try of four steps a picture',
          'generate --prompts docs/examples/prompts.json --steps 4 --out try.zip',
        ],
        [
          'COCO in a folder; after Ctrl+C the same line with --resume goes on',
          'generate --prompts list.csv --format coco --out set --resume',
        ],
        [
          'a model of your own, and settings that were found in the studio',
          'generate --prompts list.json --model ~/models/tiny-sd --settings picture.png --out set.zip',
        ],
        ['the third of sixteen machines', 'generate --prompts list.json --shard 3/16 --resume --out parts/3'],
        ['and when all have ended', 'merge parts/* --format webdataset --out set'],
      ),
    )
    .action((options: GenerateOptions) =>
      run(async (context) => {
        const { generate } = await import('../generate/generate.ts');
        return generate(options, context);
      }),
    );
}
