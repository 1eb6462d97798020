import { Command } from 'commander';
import { listSites } from '../sites/list-sites.ts';
import type { Run } from './command-context.ts';
import { examples } from './examples.ts';

export function sitesCommand(run: Run): Command {
  return new Command('sites')
    .description(
      'Lists the attention of a UNet that can be watched, one site a line, and what cannot with its reason. Weights are not read.',
    )
    .requiredOption('--model <path>', 'an ONNX file, or the folder of a model')
    .addHelpText('after', examples(['a model of your own, before it is used', 'sites --model ~/models/tiny-sd']))
    .action(({ model }: { readonly model: string }) =>
      run(async ({ report }) => {
        const { text, json } = await listSites(model);
        report.result(text, json);
        return undefined;
      }),
    );
}
