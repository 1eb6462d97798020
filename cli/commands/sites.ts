import { Command } from 'commander';
import { type AskedCache, cacheFolderOf } from '../models/cache-folder.ts';
import { listSites } from '../sites/list-sites.ts';
import { withCacheOptions } from './cache-options.ts';
import type { Run } from './command-context.ts';
import { examples } from './examples.ts';

export function sitesCommand(run: Run): Command {
  const command = new Command('sites')
    .description(
      'Lists the attention of a UNet that can be watched, one site a line, and what cannot with its reason. Weights are not read.',
    )
    .requiredOption('--model <model>', 'an ONNX file, the folder of a model, an address, or a model of the catalogue');
  return withCacheOptions(command)
    .addHelpText(
      'after',
      examples(
        ['a model of your own, before it is used', 'sites --model ~/models/tiny-sd'],
        ['one on a server, of which only the graph is read', 'sites --model https://huggingface.co/owner/name'],
      ),
    )
    .action(({ model, cache }: { readonly model: string; readonly cache?: AskedCache }) =>
      run(async ({ report, rootFolder, env }) => {
        const cacheFolder = cacheFolderOf(cache, { env });
        const { text, json } = await listSites(model, { rootFolder, report, cacheFolder });
        report.result(text, json);
        return undefined;
      }),
    );
}
