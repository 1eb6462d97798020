import { Command } from 'commander';
import { STUDIO_VERSION } from '../src/version.ts';
import type { Run } from './commands/command-context.ts';
import { completionCommand } from './commands/completion.ts';
import { convertCommand } from './commands/convert.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { examples } from './commands/examples.ts';
import { generateCommand } from './commands/generate.ts';
import { maskCommand } from './commands/mask.ts';
import { mergeCommand } from './commands/merge.ts';
import { modelsCommand } from './commands/models.ts';
import { planCommand } from './commands/plan.ts';
import { sitesCommand } from './commands/sites.ts';
import { statsCommand } from './commands/stats.ts';
import { trainReadyCommand } from './commands/train-ready.ts';
import { validateCommand } from './commands/validate.ts';

/** All commands, in the order of `--help`. Each is given how it is run. */
const COMMANDS: readonly ((run: Run) => Command)[] = [
  planCommand,
  generateCommand,
  maskCommand,
  mergeCommand,
  validateCommand,
  statsCommand,
  convertCommand,
  trainReadyCommand,
  evaluateCommand,
  modelsCommand,
  sitesCommand,
  completionCommand,
];

/** The command line: what it takes and who does it. */
export function createProgram(run: Run): Command {
  const program = new Command('dataset-diffusion')
    .description(
      'Pictures with segmentation masks from a diffusion model, without a screen: the engine of Dataset Diffusion Studio as a command.',
    )
    .version(STUDIO_VERSION)
    .option('--json', 'tell everything as JSON, one object a line')
    .option('--quiet', 'tell results and failures only')
    .helpCommand(false)
    .showHelpAfterError('(--help tells what there is)')
    .addHelpText('after', examples(['what a command takes, and examples', 'generate --help']));
  for (const create of COMMANDS) program.addCommand(create(run));
  return program;
}
