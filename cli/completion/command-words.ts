import type { Command } from 'commander';

/** What can be written after a command's name. */
export interface CommandWords {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionWords[];
}

export interface OptionWords {
  /** `--format` */
  readonly flag: string;
  readonly summary: string;
  readonly takesValue: boolean;
  /** Its only values; empty: any, mostly a file. */
  readonly values: readonly string[];
}

/** The words of a program's commands, its own options among those of each. */
export function commandWords(program: Command): CommandWords[] {
  const common = optionWords(program).filter(({ flag }) => flag !== '--version');
  return program.commands.map((command) => ({
    name: command.name(),
    summary: command.description(),
    options: [...optionWords(command), ...common, { flag: '--help', summary: '', takesValue: false, values: [] }],
  }));
}

function optionWords(command: Command): OptionWords[] {
  return command.options.flatMap(({ long, description, required, optional, argChoices }) =>
    long ? [{ flag: long, summary: description, takesValue: required || optional, values: argChoices ?? [] }] : [],
  );
}
