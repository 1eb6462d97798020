import { Command } from 'commander';
import type { AskedCache } from '../models/cache-folder.ts';
import type { ModelsContext } from '../models/models-work.ts';
import { withCacheFolder } from './cache-options.ts';
import type { CommandContext, Run } from './command-context.ts';
import { examples } from './examples.ts';

interface CacheOptions {
  readonly cache?: AskedCache;
}

/** Downloaded models on this machine. */
export function modelsCommand(run: Run): Command {
  const command = new Command('models').description(
    'Models that were downloaded to this machine: lists, fetches, removes and checks them.',
  );
  for (const create of [listCommand, fetchCommand, removeCommand, checkCommand])
    command.addCommand(withCacheFolder(create(run)));
  return command.addHelpText(
    'after',
    examples(
      ['what is here, and what can be had by a name', 'models list --catalogue'],
      ['bring one here before a night’s work', 'models fetch tiny-sd'],
    ),
  );
}

function listCommand(run: Run): Command {
  return new Command('list')
    .description('Lists the models in the cache: name, size, whether it is complete, and where it is from.')
    .option('--catalogue', 'those that can be fetched by a name instead')
    .addHelpText(
      'after',
      examples(['what takes the room', 'models list'], ['on another disk', 'models list --cache /data/models --json']),
    )
    .action((options: CacheOptions & { readonly catalogue?: boolean }) =>
      run(onModels(options, (work) => work.list(options.catalogue === true))),
    );
}

function fetchCommand(run: Run): Command {
  return new Command('fetch')
    .description('Downloads models into the cache, from where an earlier download ended, and checks what arrives.')
    .argument('<models...>', 'addresses, or models of the catalogue')
    .addHelpText(
      'after',
      examples(
        ['a model of the catalogue', 'models fetch tiny-sd'],
        ['any other in ONNX form', 'models fetch https://huggingface.co/owner/name'],
        ['then generate needs no connection', 'generate --prompts list.json --model tiny-sd --out set.zip'],
      ),
    )
    .action((models: readonly string[], options: CacheOptions) => run(onModels(options, (work) => work.fetch(models))));
}

function removeCommand(run: Run): Command {
  return new Command('remove')
    .description('Deletes models from the cache, unfinished downloads included.')
    .argument('<models...>', 'as the list names them, or by address')
    .addHelpText('after', examples(['make room', 'models remove tiny-sd']))
    .action((models: readonly string[], options: CacheOptions) =>
      run(onModels(options, (work) => work.remove(models))),
    );
}

function checkCommand(run: Run): Command {
  return new Command('check')
    .description(
      'Reads every file of kept models anew, names what is damaged or missing, and tells whether the model works on this machine.',
    )
    .argument(
      '[models...]',
      'kept ones by name or address, or others, which are judged without downloading them; left out: all that are kept',
    )
    .option('--forget-damaged', 'forget damaged files, so that fetch brings them anew')
    .addHelpText(
      'after',
      examples(
        ['all that is here', 'models check'],
        ['a model before it is downloaded', 'models check https://huggingface.co/owner/name'],
        ['after a bad disk', 'models check tiny-sd --forget-damaged'],
      ),
    )
    .action((models: readonly string[], options: CacheOptions & { readonly forgetDamaged?: boolean }) =>
      run(onModels(options, (work) => work.check(models, options.forgetDamaged === true))),
    );
}

function onModels({ cache }: CacheOptions, doWork: (work: ModelsContext) => Promise<number>) {
  return async (context: CommandContext): Promise<number> => {
    const { modelsWork } = await import('../models/models-work.ts');
    return doWork(await modelsWork(cache, context));
  };
}
