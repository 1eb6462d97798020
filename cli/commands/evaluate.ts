import { Command, Option } from 'commander';
import { PROVIDERS } from '../engine/choose-provider.ts';
import type { EvaluateOptions } from '../evaluate/evaluate.ts';
import { TUNINGS } from '../evaluate/tunings.ts';
import { FITS } from '../pictures/fit-picture.ts';
import { withCacheOptions } from './cache-options.ts';
import type { Run } from './command-context.ts';
import { examples } from './examples.ts';

export function evaluateCommand(run: Run): Command {
  const command = new Command('evaluate')
    .description(
      'Makes masks of real pictures whose masks are known, with their known classes, by re-noise capture, and compares: mIoU with its interval, IoU by class, confusion.',
    )
    .option('--voc <folder>', 'VOCdevkit, or a folder or ZIP in its layout')
    .addOption(new Option('--split <split>', 'which of VOC’s lists').choices(['train', 'val', 'all']).default('val'))
    .option('--coco <file>', 'COCO’s instances_….json')
    .option('--images <folder>', 'the pictures that --coco names')
    .option('--label-set <set>', 'voc, coco or a file of classes; left out: as the truth names its classes')
    .option('--captions <file>', 'COCO’s captions_….json, or captions by file name; left out: classes alone')
    .option('--model <model>', 'a model of the catalogue, a folder, or an address', 'emoji-scenes')
    .addOption(new Option('--provider <name>', 'what ONNX Runtime runs on; cpu if left out').choices(PROVIDERS))
    .option('--threads <n>', 'threads of the processor; all if left out')
    .option('--limit <n>', 'so many pictures, spread over all')
    .addOption(
      new Option(
        '--fit <fit>',
        'the whole picture in its own shape, pressed into the model’s (a square for most), or that shape in its middle',
      )
        .choices(FITS)
        .default('whole'),
    )
    .option('--seed <n>', 'of the noise', '0')
    .addOption(new Option('--tuning <whose>', 'whose settings').choices(TUNINGS).default('studio'))
    .option('--tau <τ>', 'another τ, 0 to 8')
    .option('--alpha <α>', 'another α, 0 to 1')
    .option('--beta <β>', 'another β, 0 to 1')
    .option('--grid', 'a grid of τ, α, β and cross sides, too');
  return withCacheOptions(command)
    .addHelpText(
      'after',
      examples(
        [
          'Pascal VOC 2012 with Stable Diffusion, first on 100 pictures',
          'evaluate --voc VOCdevkit --model sd15 --limit 100',
        ],
        [
          'COCO with its captions, and all figures as JSON',
          'evaluate --coco instances_val2017.json --images val2017 --captions captions_val2017.json --model sd15 --json',
        ],
        ['which settings suit the model', 'evaluate --voc VOCdevkit --split train --model sd15 --grid'],
      ),
    )
    .action((options: EvaluateOptions) =>
      run(async (context) => {
        const { evaluate } = await import('../evaluate/evaluate.ts');
        return evaluate(options, context);
      }),
    );
}
