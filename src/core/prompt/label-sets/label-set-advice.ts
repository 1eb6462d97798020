import type { LabelClass } from '../types.ts';

type Words = Pick<LabelClass, 'name' | 'promptName' | 'synonyms'>;

/**
 * What is allowed in a set and still likely to be a mistake, in sentences: names that differ only by case, and words that stand for
 * two classes, which no prompt can tell apart.
 */
export function labelSetAdvice(classes: readonly Words[]): string[] {
  const byCase = groups(classes, ({ name }) => [name]).map(
    (names) => `${listOf(names)} differ only in case: files and people may take one for the other.`,
  );
  const byPrompt = groups(classes, ({ promptName }) => [promptName]).map(
    (names) => `${listOf(names)} have the same prompt words, so their masks would be the same.`,
  );
  const bySynonym = groups(classes, ({ promptName, synonyms }) => [promptName, ...synonyms])
    .filter((names) => !byPrompt.some((sentence) => sentence.startsWith(listOf(names))))
    .map((names) => `${listOf(names)} share a synonym: a caption with it is taken for the first of them.`);
  return [...byCase, ...byPrompt, ...bySynonym];
}

/** Names of the classes that share a word, for each word that two or more have. */
function groups(classes: readonly Words[], wordsOf: (one: Words) => readonly string[]): string[][] {
  const owners = new Map<string, string[]>();
  for (const one of classes) {
    for (const word of new Set(wordsOf(one).map(folded))) {
      owners.set(word, [...(owners.get(word) ?? []), one.name]);
    }
  }
  const shared = [...owners].filter(([word, names]) => word !== '' && names.length > 1);
  return [...new Map(shared.map(([, names]) => [names.join('\n'), names])).values()];
}

function folded(word: string): string {
  return word.normalize('NFC').toLowerCase();
}

function listOf(names: readonly string[]): string {
  const quoted = names.map((name) => `“${name}”`);
  return `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
}
