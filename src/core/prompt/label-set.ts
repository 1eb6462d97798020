import { StudioError } from '../errors.ts';
import type { LabelSet } from './types.ts';

/** Background is 0 and void is 255 in a mask. */
const MIN_CLASS_ID = 1;
const MAX_CLASS_ID = 254;
/** What label files call 0 and 255. */
const RESERVED_NAMES = ['background', 'ignored'];

/**
 * Checks that a label set can be written into masks and label files.
 * @throws StudioError `settings-invalid` naming the first class that breaks a rule: ids are whole numbers from 1 to 254
 *   and unique, names are unique, on one line, without `:` and `#` (label files separate fields and begin comments with them)
 *   and not those of background and void, prompt names are not empty, colours are bytes.
 */
export function validateLabelSet(set: LabelSet): void {
  if (set.classes.length === 0) throw invalid(set, 'at least one class', 'none');
  const ids = new Set<number>();
  const names = new Set<string>();
  for (const { id, name, promptName, color } of set.classes) {
    if (!Number.isInteger(id) || id < MIN_CLASS_ID || id > MAX_CLASS_ID) {
      throw invalid(set, `class ids from ${MIN_CLASS_ID} to ${MAX_CLASS_ID}`, `${id} for “${name}”`);
    }
    if (ids.has(id)) throw invalid(set, 'unique class ids', `${id} twice, again for “${name}”`);
    if (name.trim() === '' || /[:#\p{Cc}]/u.test(name)) {
      throw invalid(set, 'class names on one line and without “:” and “#”', JSON.stringify(name));
    }
    if (RESERVED_NAMES.includes(name)) throw invalid(set, 'class names other than those of background and void', name);
    if (names.has(name)) throw invalid(set, 'unique class names', `“${name}” twice`);
    if (promptName.trim() === '' || promptName !== promptName.trim()) {
      throw invalid(
        set,
        'prompt names of at least one word, without spaces around',
        `${JSON.stringify(promptName)} for “${name}”`,
      );
    }
    if (!color.every((channel) => Number.isInteger(channel) && channel >= 0 && channel <= 255)) {
      throw invalid(set, 'colours from 0 to 255', `${color.join(', ')} for “${name}”`);
    }
    ids.add(id);
    names.add(name);
  }
}

function invalid(set: LabelSet, expected: string, found: string): StudioError {
  return new StudioError({
    code: 'settings-invalid',
    message: `The label set “${set.name}” must have ${expected}; found ${found}. Correct the label set.`,
  });
}
