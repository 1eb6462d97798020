import { StudioError } from '../../errors.ts';
import type { ReadClasses } from './class-entries.ts';
import { readLabelJson } from './label-json.ts';
import { linesOf } from './lines-of.ts';
import { isLabelmapLine, readLabelmap } from './read-labelmap.ts';
import { readNames } from './read-names.ts';

/** Far beyond 254 classes with their words; a COCO file with its annotations is larger. */
export const MAX_CLASS_FILE_BYTES = 64 * 1024 * 1024;

/**
 * Reads classes from a file in any of the forms: CVAT's labelmap.txt, a label set as JSON, or a plain list of names. The name says
 * which where it does, else the content: what begins like JSON is JSON, and lines like `name:r,g,b` are a labelmap.
 *
 * @throws StudioError `settings-invalid` where the file holds nothing, or as `readLabelJson`
 */
export function readClassFile(fileName: string, text: string): ReadClasses {
  const lines = linesOf(text);
  const [first] = lines;
  if (!first) {
    const message = `Expected class names in ${fileName}, found nothing. Choose a labelmap.txt, a label set as JSON or a list of names.`;
    throw new StudioError({ code: 'settings-invalid', message });
  }
  if (/\.json$/i.test(fileName) || /^\{|^\[\s*["{\]]|^\[$/.test(first.line)) return readLabelJson(text);
  const rest = lines.filter(({ line }) => !line.startsWith('#'));
  const looksLikeOne = rest.filter(({ line }) => isLabelmapLine(line)).length * 2 > rest.length;
  if (/labelmap\.txt$/i.test(fileName) || looksLikeOne) return readLabelmap(text);
  return readNames(text);
}
