import { Argument, Command } from 'commander';
import { commandWords } from '../completion/command-words.ts';
import { completionScript, SHELLS, type Shell } from '../completion/completion-script.ts';
import type { Run } from './command-context.ts';
import { examples } from './examples.ts';

export function completionCommand(run: Run): Command {
  const command = new Command('completion')
    .description('Prints a script by which a shell completes commands, options and their values.')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText(
      'after',
      examples(
        ['bash, in this shell and in those to come', 'completion bash >> ~/.bashrc'],
        ['fish', 'completion fish > ~/.config/fish/completions/dataset-diffusion.fish'],
      ),
    );
  return command.action((shell: Shell) =>
    run(async ({ report }) => {
      const script = completionScript(shell, commandWords(command.parent ?? command));
      report.result(script, { shell, script });
      return undefined;
    }),
  );
}
