import { Command, Option } from 'commander';
import type { MaskOptions } from '../mask/mask.ts';
import { FITS } from '../pictures/fit-picture.ts';
import type { Run } from './command-context.ts';
import { examples } from './examples.ts';
import { withRunOptions } from './run-options.ts';

export function maskCommand(run: Run): Command {
  const command = new Command('mask')
    .description('Makes masks of photographs from the names of what they show, and a dataset of both.')
    .requiredOption('--images <folder>', 'photographs, JPEG or PNG; folders in it are gone through, too')
    .option(
      '--list <file>',
      'which of them, and their classes: CSV, JSON or JSON lines of file, classes and, if known, caption',
    )
    .option('--classes <names>', 'classes of all photographs for which the list has none, such as “cat, dog”')
    .option('--captions <file>', 'COCO’s captions_….json, or captions by file name; left out: classes alone')
    .addOption(
      new Option(
        '--fit <fit>',
        'the whole picture in its own shape, pressed into the model’s (a square for most), or that shape in its middle',
      )
        .choices(FITS)
        .default('whole'),
    )
    .option('--seed <n>', 'from which noise follows; 0 if left out')
    .option('--clip-skip <n>', 'as of generate');
  return withRunOptions(command)
    .addHelpText(
      'after',
      examples(
        [
          'photographs in folders that are called by their classes: photos/cat/1.jpg, photos/potted plant/2.jpg',
          'mask --images photos --out set.zip',
        ],
        ['photographs that all show the same', 'mask --images photos --classes "person, horse" --out set.zip'],
        [
          'a list with the columns file and classes, as COCO, with a model of your own',
          'mask --images photos --list photos.csv --model ~/models/sd15 --format coco --out set',
        ],
        ['after Ctrl+C, or a crash', 'mask --images photos --out set.zip --resume'],
        [
          'the third of sixteen machines; then merge, as for generate',
          'mask --images photos --shard 3/16 --resume --out parts/3',
        ],
      ),
    )
    .action((options: MaskOptions) =>
      run(async (context) => {
        const { mask } = await import('../mask/mask.ts');
        return mask(options, context);
      }),
    );
}
