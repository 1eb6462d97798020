import { FIRST_WORD_ID, pairClassIds } from '../../core/pair-classes.ts';
import type { LabelClass, LabelSet } from '../../core/prompt/types.ts';
import type { PairMeta } from '../../storage/types.ts';

/** So many words of one entry; more is a caption. */
const MAX_LENGTH = 40;

/** Words as the engine takes classes, under ids that the pair does not have yet. */
export function wordsFor({ addedClasses = [] }: PairMeta, words: readonly string[]): LabelClass[] {
  const first = Math.max(FIRST_WORD_ID, ...addedClasses.map(({ classId }) => classId + 1));
  return words.map((word, index) => ({
    ...{ id: first + index, name: word, promptName: word },
    ...{ synonyms: [], color: [0, 0, 0] },
  }));
}

/**
 * Why a word cannot be looked for in a pair, as a sentence; null where it can.
 * @param chosen other words that are about to be looked for
 */
export function wordProblem(
  word: string,
  pair: PairMeta,
  labelSet: LabelSet,
  chosen: readonly string[],
): string | null {
  const wanted = word.trim().toLowerCase();
  if (wanted.length > MAX_LENGTH) return `A word of at most ${MAX_LENGTH} characters is expected.`;
  const isWanted = (other: string | undefined) => other?.toLowerCase() === wanted;
  const label = labelSet.classes.find(({ name, promptName }) => isWanted(name) || isWanted(promptName));
  if (label && pairClassIds(pair).includes(label.id)) return `${label.promptName} is a class of this picture.`;
  if (label) return `${label.promptName} is a class of ${labelSet.name}: choose it as one.`;
  if (pair.addedClasses?.some((one) => isWanted(one.word)) || chosen.some(isWanted)) return 'It is there already.';
  return null;
}
