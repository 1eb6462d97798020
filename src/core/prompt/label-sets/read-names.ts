import { type ReadClasses, takeEntries } from './class-entries.ts';
import { linesOf } from './lines-of.ts';

/** Reads a plain list: one class name a line, whatever it looks like. */
export function readNames(text: string): ReadClasses {
  return takeEntries(linesOf(text).map(({ line, at }) => ({ at, name: line, color: null })));
}

/** The names in order, one a line; words and colours are left out. */
export function namesText(classes: readonly { readonly name: string }[]): string {
  return classes.map(({ name }) => `${name}\n`).join('');
}
