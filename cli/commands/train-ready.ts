import { Command } from 'commander';
import type { TrainReadyOptions } from '../train-ready/train-ready.ts';
import type { Run } from './command-context.ts';
import { examples } from './examples.ts';

export function trainReadyCommand(run: Run): Command {
  return new Command('train-ready')
    .description(
      'Writes a dataset for mmsegmentation, with configs and a script that train the paper’s segmenters on it: averaged weights, self-training, test-time augmentation.',
    )
    .argument('<path>', 'a dataset of the studio, in any format: a folder or a ZIP')
    .requiredOption('--out <folder>', 'where it goes')
    .option('--real-voc <folder>', 'measure on the val pictures of Pascal VOC in this folder, not on the dataset’s own')
    .option('--iterations <n>', 'of training; the paper’s if left out: 20000, of COCO’s classes 40000')
    .option('--gpus <n>', 'that there are to train on: 1, 2, 4 or 8', '2')
    .option('--train-percent <n>', 'split it anew; left out: as it was split')
    .option('--overwrite', 'write over what lies at --out')
    .addHelpText(
      'after',
      examples(
        ['configs for a set, measured on real pictures', 'train-ready set.zip --real-voc VOCdevkit --out training'],
        ['on one card, with fewer iterations', 'train-ready set.zip --gpus 1 --iterations 10000 --out training'],
      ),
    )
    .action((path: string, options: TrainReadyOptions) =>
      run(async (context) => {
        const { trainReady } = await import('../train-ready/train-ready.ts');
        await trainReady(path, options, context);
        return undefined;
      }),
    );
}
