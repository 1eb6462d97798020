import type { CommandWords } from './command-words.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** A script by which a shell completes commands, options and their values; where a value is any, files. */
export function completionScript(shell: Shell, commands: readonly CommandWords[]): string {
  if (shell === 'fish') return fish(commands);
  const script = bash(commands);
  return shell === 'zsh' ? `autoload -U +X bashcompinit && bashcompinit\n${script}` : script;
}

function bash(commands: readonly CommandWords[]): string {
  const groups = commands.filter((command) => command.commands.length > 0);
  const all = commands.flatMap((command) => [command, ...command.commands]);
  const values = all.flatMap(({ name, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(({ flag, values }) => `    "${name} ${flag}") words="${values.join(' ')}" ;;`),
  );
  const options = all.map(
    ({ name, options }) => `    "${name}") words="${options.map(({ flag }) => flag).join(' ')}" ;;`,
  );
  const inner = groups.map(
    ({ name, commands: own }) => `    ${name})
      if [ "$COMP_CWORD" -eq 2 ]; then words="${own.map(lastWord).join(' ')} --help"
      else command="$command \${COMP_WORDS[2]}"; fi ;;`,
  );
  return `_dataset_diffusion() {
  local words="" current="\${COMP_WORDS[COMP_CWORD]}" command="\${COMP_WORDS[1]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')}" -- "$current"))
    return
  fi
  case "$command" in
${inner.join('\n')}
  esac
  [ -n "$words" ] || case "$command $before" in
${values.join('\n')}
    *) case "$command" in
${options.join('\n')}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _dataset_diffusion dataset-diffusion
`;
}

const lastWord = ({ name }: CommandWords) => name.split(' ').at(-1) ?? name;

function fish(commands: readonly CommandWords[]): string {
  const quoted = (text: string) => `'${text.replace(/['\\]/g, '\\$&')}'`;
  const line = (when: string, rest: string) => `complete -c dataset-diffusion -n '${when}' ${rest}`;
  const optionLines = ({ options }: CommandWords, when: string) =>
    options.map(({ flag, summary, takesValue, values }) => {
      const value = values.length > 0 ? ` -x -a ${quoted(values.join(' '))}` : takesValue ? ' -r' : '';
      return line(when, `-l ${flag.slice(2)}${value} -d ${quoted(summary)}`);
    });
  const lines = commands.flatMap((command) => {
    const { name, summary, commands: own } = command;
    const inGroup = `__fish_seen_subcommand_from ${name}`;
    const isChosen = `__fish_seen_subcommand_from ${own.map(lastWord).join(' ')}`;
    return [
      line('__fish_use_subcommand', `-f -a ${name} -d ${quoted(summary)}`),
      ...(own.length === 0 ? optionLines(command, inGroup) : []),
      ...own.flatMap((one) => [
        line(`${inGroup}; and not ${isChosen}`, `-f -a ${lastWord(one)} -d ${quoted(one.summary)}`),
        ...optionLines(one, `${inGroup}; and __fish_seen_subcommand_from ${lastWord(one)}`),
      ]),
    ];
  });
  return `${lines.join('\n')}\n`;
}
