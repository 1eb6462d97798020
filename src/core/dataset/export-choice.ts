import { StudioError } from '../errors.ts';
import { defaultChoice, FORMATS, type FormatChoice, validateChoice } from './formats/registry.ts';

/** Which pairs of the gallery go into a dataset. */
export const PAIR_CHOICES = ['accepted', 'not-rejected', 'selected'] as const;
export type PairChoice = (typeof PAIR_CHOICES)[number];

/** All that a person chooses of an export, and what is remembered of the last one. */
export interface ExportChoice extends FormatChoice {
  readonly pairs: PairChoice;
}

export const DEFAULT_EXPORT_CHOICE: ExportChoice = { ...defaultChoice('voc'), pairs: 'not-rejected' };

/**
 * A remembered choice, or the default where a format or option of it is none any more. Options that the format did not have then are at
 * their defaults.
 */
export function knownExportChoice(stored: { readonly [Key in keyof ExportChoice]: unknown }): ExportChoice {
  let choice = stored as ExportChoice;
  try {
    if (FORMATS.some(({ id }) => id === choice.format)) {
      choice = { ...choice, options: { ...defaultChoice(choice.format).options, ...choice.options } };
    }
    validateChoice(choice);
    return choice;
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return DEFAULT_EXPORT_CHOICE;
  }
}
