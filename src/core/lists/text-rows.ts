import { shortened } from './limits.ts';
import type { RawList, RawRow } from './types.ts';

/** Rows of a plain text: a prompt a line, `caption; class, class`, or a caption that speaks of its classes. Row numbers are lines. */
export function textRows(text: string): RawList {
  const rows = text.split(/\r\n|\n|\r/).flatMap((line, index): RawRow[] => {
    if (line.trim() === '') return [];
    const at = line.lastIndexOf(';');
    const caption = { name: 'caption', value: at < 0 ? line : line.slice(0, at) };
    const head = { row: index + 1, text: shortened(line), caption };
    return [
      at < 0
        ? { ...head, isWithoutClasses: true }
        : { ...head, classes: { name: 'classes', value: line.slice(at + 1) } },
    ];
  });
  return { ok: true, form: 'text', rows, ignored: [] };
}
