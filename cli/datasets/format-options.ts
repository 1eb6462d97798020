import type { FormatOption, OptionValue } from '../../src/core/dataset/formats/format.ts';
import { defaultChoice, type FormatId, formatOf } from '../../src/core/dataset/formats/registry.ts';
import { StudioError } from '../../src/core/errors.ts';

/**
 * A format's options from words as `encoding=polygons`; those that are not named are as in `given`, or have their defaults.
 * @throws StudioError `arguments-invalid` for what is no option of the format or cannot be its value
 */
export function formatOptions(
  format: FormatId,
  words: readonly string[],
  given: Readonly<Record<string, OptionValue>> = {},
): Readonly<Record<string, OptionValue>> {
  const options = formatOf(format).options;
  const chosen: Record<string, OptionValue> = { ...defaultChoice(format).options, ...given };
  for (const word of words) {
    const at = word.indexOf('=');
    const name = word.slice(0, at);
    const option = at > 0 ? options[name] : undefined;
    const value = option && readValue(option, word.slice(at + 1));
    if (value === undefined) {
      const message = `Expected an option of “${format}” as name=value (${inWords(options)}); found ${JSON.stringify(word)}.`;
      throw new StudioError({ code: 'arguments-invalid', message });
    }
    chosen[name] = value;
  }
  return chosen;
}

/** Undefined: it is none. */
function readValue(option: FormatOption, text: string): OptionValue | undefined {
  if (option.kind === 'choice') return option.choices.find(({ value }) => value === text)?.value;
  if (option.kind === 'switch') return { true: true, false: false }[text];
  const number = Number(text);
  const isStep = Number.isInteger((number - option.min) / option.step);
  return text !== '' && number >= option.min && number <= option.max && isStep ? number : undefined;
}

function inWords(options: Readonly<Record<string, FormatOption>>): string {
  const told = Object.entries(options).map(([name, option]) => {
    if (option.kind === 'choice') return `${name}=${option.choices.map(({ value }) => value).join('|')}`;
    return option.kind === 'switch' ? `${name}=true|false` : `${name}=${option.min}…${option.max}`;
  });
  return told.length === 0 ? 'it has none' : told.join(', ');
}
