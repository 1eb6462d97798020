import type { LabelClass, LabelSet } from './types.ts';

const IRREGULAR_PLURALS: Readonly<Record<string, string>> = {
  person: 'people',
  man: 'men',
  woman: 'women',
  child: 'children',
  mouse: 'mice',
  knife: 'knives',
};

/**
 * Classes that a caption speaks of, in the order in which it does: a suggestion for the person who writes it.
 *
 * A class is found by its name, prompt name or a synonym as whole words, singular or plural, in any case. Where names
 * overlap the longer wins, so "hot dog" is no dog.
 */
export function findClassesInCaption(caption: string, labelSet: LabelSet): LabelClass[] {
  const hits: { start: number; end: number; found: LabelClass }[] = [];
  for (const { pattern, found } of termsOf(labelSet)) {
    for (const [start, end] of placesOf(pattern, caption)) {
      if (!hits.some((hit) => start < hit.end && end > hit.start)) hits.push({ start, end, found });
    }
  }
  hits.sort((a, b) => a.start - b.start);
  return [...new Map(hits.map(({ found }) => [found.id, found])).values()];
}

interface Term {
  readonly pattern: RegExp;
  readonly found: LabelClass;
}

/** A list has a caption a row, and to write the patterns takes longer than to search with them. */
const termsOfSets = new WeakMap<LabelSet, readonly Term[]>();

function termsOf(labelSet: LabelSet): readonly Term[] {
  const known = termsOfSets.get(labelSet);
  if (known) return known;
  const terms = labelSet.classes
    .flatMap((c) =>
      [...new Set([c.promptName, c.name, ...c.synonyms])].map((term) => ({ term: term.trim(), found: c })),
    )
    .filter(({ term }) => term !== '')
    .sort((a, b) => b.term.length - a.term.length)
    .map(({ term, found }) => ({ pattern: termPattern(term), found }));
  termsOfSets.set(labelSet, terms);
  return terms;
}

/** A word goes on. Said in each term's own pattern, this took most of a page's first search: it is long to compile. */
const BEHIND = /^[\p{L}\p{N}]/iu;
const BEFORE = /[\p{L}\p{N}]$/iu;
/** A letter takes up to two UTF-16 units. */
const LETTER = 2;

/** Where a pattern is found as whole words: from and up to, in UTF-16 units. */
function* placesOf(pattern: RegExp, caption: string): Generator<readonly [number, number]> {
  pattern.lastIndex = 0;
  for (let match = pattern.exec(caption); match; match = pattern.exec(caption)) {
    const start = match.index;
    const end = pattern.lastIndex;
    const isPart =
      BEHIND.test(caption.slice(end, end + LETTER)) || BEFORE.test(caption.slice(Math.max(0, start - LETTER), start));
    if (!isPart) yield [start, end];
    // A part of a word may hold the beginning of a whole one.
    else pattern.lastIndex = start + String.fromCodePoint(match[0].codePointAt(0) ?? 0).length;
  }
}

function termPattern(term: string): RegExp {
  const words = term.split(/\s+/);
  const last = words.pop() as string;
  const plural = IRREGULAR_PLURALS[last.toLowerCase()];
  // The longest that begins alike comes first: `children` before `child`.
  const forms = [...(plural ? [plural] : []), `${escaped(last)}(?:e?s)?`];
  if (/[^aeiou]y$/i.test(last)) forms.push(`${escaped(last.slice(0, -1))}ies`);
  const pattern = [...words.map((w) => escaped(w)), `(?:${forms.join('|')})`].join('[\\s-]+');
  return new RegExp(pattern, 'giu');
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, (c) => `\\u{${c.codePointAt(0)?.toString(16)}}`);
}
