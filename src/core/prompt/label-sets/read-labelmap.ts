import type { Rgb } from '../types.ts';
import { type BadEntry, type ClassEntry, type ReadClasses, takeEntries } from './class-entries.ts';
import { linesOf } from './lines-of.ts';

/** `name`, `r,g,b`, parts, actions. */
const FIELDS = 4;
const SHAPE = '“name:red,green,blue::”';

/**
 * Reads CVAT's labelmap.txt (docs.cvat.ai, format-smask): `name:r,g,b:parts:actions` a line, all but the name may be missing; `#`
 * begins a comment. Parts and actions are not used. Lines of background and void are passed over: every set has both.
 */
export function readLabelmap(text: string): ReadClasses {
  return takeEntries(linesOf(text).flatMap(({ line, at }) => (line.startsWith('#') ? [] : entryOf(line, at))));
}

/** Whether a line reads like one of a labelmap rather than like a name. */
export function isLabelmapLine(line: string): boolean {
  return /^[^:]*:(\s*\d+\s*,\s*\d+\s*,\s*\d+\s*)?(:[^:]*){0,2}$/.test(line) || line.startsWith('# label:');
}

function entryOf(line: string, at: string): ClassEntry | BadEntry {
  const fields = line.split(':');
  const [name = '', color = ''] = fields.map((field) => field.trim());
  if (fields.length > FIELDS) {
    return bad(at, line, `Expected ${SHAPE}, found ${fields.length - 1} colons. Names in a labelmap have none.`);
  }
  if (name === '') return bad(at, line, `Expected ${SHAPE}, found no name. Write the class’s name before the colon.`);
  if (color === '') return { at, name, color: null };
  const rgb = colorOf(color);
  if (!rgb) {
    const found = `found “${color.slice(0, 40)}”`;
    return bad(at, line, `Expected a colour of three whole numbers from 0 to 255, such as 255,140,0; ${found}.`);
  }
  return { at, name, color: rgb };
}

function bad(at: string, line: string, problem: string): BadEntry {
  return { at, problem: `${problem} The line: ${line.slice(0, 80)}` };
}

function colorOf(text: string): Rgb | null {
  const channels = text.split(',').map((part) => (/^\s*\d{1,3}\s*$/.test(part) ? Number(part) : Number.NaN));
  const [red, green, blue] = channels;
  if (channels.length !== 3 || red === undefined || green === undefined || blue === undefined) return null;
  return [red, green, blue].every((channel) => channel <= 255) ? [red, green, blue] : null;
}
