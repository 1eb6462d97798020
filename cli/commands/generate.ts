import { Command } from 'commander';
import type { GenerateOptions } from '../generate/generate.ts';
import type { Run } from './command-context.ts';
import { examples } from './examples.ts';
import { withRunOptions } from './run-options.ts';

export function generateCommand(run: Run): Command {
  const command = new Command('generate')
    .description('Makes a pair of picture and mask for each row of a list of prompts, and a dataset of them.')
    .requiredOption('--prompts <file>', 'list of prompts: JSON, JSON lines, CSV or text, told by its content')
    .option('--seed <n>', 'from which rows without a seed get theirs; 0 if left out')
    .option('--width <n>', 'of the pictures in pixels; as the model usually draws if left out')
    .option('--height <n>', 'the same')
    .option('--steps <n>', 'steps a picture; what suits the model if left out')
    .option(
      '--clip-skip <n>',
      '2: the text encoder’s states without its last layer, as some models were trained; where the encoder puts them out',
    )
    .option(
      '--quick',
      'draw with the model’s student of few steps, where it has one: a quarter of the calls, rougher pictures',
    );
  return withRunOptions(command)
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
