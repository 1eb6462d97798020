import type { LabelClass } from '../../../core/prompt/types.ts';

/**
 * Classes whose name, prompt name or a synonym contains `query`, those that start with it first, else in their own order.
 * An empty query matches all.
 */
export function matchClasses(classes: readonly LabelClass[], query: string): readonly LabelClass[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return classes;
  const rank = ({ name, promptName, synonyms }: LabelClass) => {
    const words = [promptName, name, ...synonyms].map((word) => word.toLowerCase());
    if (words.slice(0, 2).some((word) => word.startsWith(wanted))) return 0;
    if (words.some((word) => word.startsWith(wanted))) return 1;
    return words.some((word) => word.includes(wanted)) ? 2 : 3;
  };
  return classes
    .map((candidate) => ({ candidate, rank: rank(candidate) }))
    .filter((entry) => entry.rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .map((entry) => entry.candidate);
}

/** The synonym that explains why a class matched, where its own name does not. */
export function matchedSynonym({ name, promptName, synonyms }: LabelClass, query: string): string | null {
  const wanted = query.trim().toLowerCase();
  if (wanted === '' || [name, promptName].some((word) => word.toLowerCase().includes(wanted))) return null;
  return synonyms.find((word) => word.toLowerCase().includes(wanted)) ?? null;
}
