import type { Command } from 'commander';

/** What can be written after a command's name. */
export interface CommandWords {
  /** With the command that it is of: `models list`. */
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionWords[];
  /** Commands of its own. */
  readonly commands: readonly CommandWords[];
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
  const help = { flag: '--help', summary: '', takesValue: false, values: [] };
  const words = (command: Command, of: string): CommandWords => {
    const name = of + command.name();
    const commands = command.commands.map((one) => words(one, `${name} `));
    return { name, summary: command.description(), options: [...optionWords(command), ...common, help], commands };
  };
  return program.commands.map((command) => words(command, ''));
}

function optionWords(command: Command): OptionWords[] {
  return command.options.flatMap(({ long, description, required, optional, argChoices }) =>
    long ? [{ flag: long, summary: description, takesValue: required || optional, values: argChoices ?? [] }] : [],
  );
}
