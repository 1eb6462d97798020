import { type Command, Option } from 'commander';
import { OBJECT_WAYS } from '../../src/core/segmentation/types.ts';
import { PROVIDERS } from '../engine/choose-provider.ts';
import { withCacheOptions } from './cache-options.ts';
import { withFormatOptions } from './set-options.ts';

/** Options of every command that makes pairs: with which model, where they go, and how a run goes on. */
export function withRunOptions(command: Command): Command {
  const run = command
    .requiredOption('--out <place>', 'a folder, or a name that ends with .zip')
    .option('--label-set <name>', 'voc, coco, or a file of classes', 'voc')
    .option('--model <name>', 'a model of the catalogue, a folder, or an address', 'emoji-scenes')
    .option('--settings <file>', 'settings of the studio: a settings file, or a picture or mask of an export')
    .addOption(
      new Option(
        '--objects <way>',
        'what is an object in formats that have them: a class, each connected part, parts between necks or between edges in attention',
      ).choices(OBJECT_WAYS),
    )
    .option('--objects-min <percent>', 'of the picture: smaller parts are no objects')
    .option('--shard <k/n>', 'make the k-th of n parts only; merge makes a dataset of them')
    .option('--resume', 'go on with what was begun at --out')
    .option('--keep-work', 'keep the single pairs when the dataset is whole')
    .option('--no-records', 'do not keep attention and raw pixels of finished pairs: less room, no class maps')
    .addOption(new Option('--provider <name>', 'what ONNX Runtime runs on; cpu if left out').choices(PROVIDERS))
    .option('--threads <n>', 'threads of the processor; all if left out')
    .option('--at-once <n>', 'pictures made at once, which share the threads; what suits model and memory if left out');
  return withFormatOptions(withCacheOptions(run));
}
