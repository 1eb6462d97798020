import type { LabelClass, LabelSet } from '../prompt/types.ts';

export interface ReadClasses {
  /** In the order of the text, repeats merged. */
  readonly classes: readonly LabelClass[];
  /** Words that no class is called. */
  readonly unknown: readonly string[];
}

/**
 * Reads class names, `tv monitor dining table` or `tv monitor, dining table`: by name, prompt name or synonym, in any case. The longest
 * name wins, so "hot dog" is no dog. A comma ends a name.
 * @returns A reader for many texts.
 */
export function classReader(labelSet: LabelSet): (text: string) => ReadClasses {
  const byTerm = new Map<string, LabelClass>();
  // Names go before synonyms: a synonym of one class may be another one's name.
  const terms = (['promptName', 'name'] as const).flatMap((key) => labelSet.classes.map((c) => [c[key], c] as const));
  const synonyms = labelSet.classes.flatMap((c) => c.synonyms.map((term) => [term, c] as const));
  for (const [term, found] of [...terms, ...synonyms]) {
    const key = wordsOf(term).join(' ');
    if (!byTerm.has(key)) byTerm.set(key, found);
  }
  const longest = Math.max(1, ...[...byTerm.keys()].map((term) => term.split(' ').length));

  return (text) => {
    const classes = new Set<LabelClass>();
    const unknown = new Set<string>();
    for (const part of text.split(',')) {
      const words = wordsOf(part);
      for (let at = 0; at < words.length; ) {
        let count = Math.min(longest, words.length - at);
        while (count > 0 && !byTerm.has(words.slice(at, at + count).join(' '))) count--;
        const found = byTerm.get(words.slice(at, at + count).join(' '));
        if (found) classes.add(found);
        else unknown.add(words[at] as string);
        at += Math.max(1, count);
      }
    }
    return { classes: [...classes], unknown: [...unknown] };
  };
}

function wordsOf(text: string): string[] {
  return text.normalize('NFC').toLowerCase().split(/\s+/).filter(Boolean);
}
