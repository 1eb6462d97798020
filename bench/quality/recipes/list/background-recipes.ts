import { strongestColumn, wordsInCaption } from '../background-words.ts';
import { perMean } from '../evidence/background-share.ts';
import { pickColumns, sideBySide, sumColumns } from '../evidence/evidence.ts';
import type { Decision } from '../evidence/mask-from-evidence.ts';
import type { LookRequest } from '../looks/look-request.ts';
import type { Recipe } from '../types.ts';
import { buildRecipe, columnsOf, jointColumns, type Seen, type Sides } from './build-recipe.ts';

const SOURCE = 'OVDiff (background that competes), arXiv 2306.09316, words in place of prototypes';

type Words = 'all' | 'strongest' | 'caption';

/**
 * Background words beside the classes. `beside`: in one text, one softmax; else the words in a text of their own, and the
 * classes' columns as ever.
 */
export function backgroundRecipes(sides: Sides, looks: readonly LookRequest[]): Recipe[] {
  const recipe = (name: string, decision: Decision, columns: (seen: Seen) => Float32Array) =>
    buildRecipe({ group: 'background words', name, source: SOURCE }, sides, { looks, decision, columns });
  return [
    recipe('in the class prompt, not competing', 'threshold', (seen) => besideClasses(seen).classes),
    buildRecipe({ group: 'background words', name: 'the same, gated by it too', source: SOURCE }, sides, {
      looks,
      columns: (seen) => besideClasses(seen).classes,
      gate: ({ withBackground }) => withBackground,
    }),
    recipe('all compete', 'rival', (seen) => besideWords(seen, 'all')),
    recipe('strongest competes', 'rival', (seen) => besideWords(seen, 'strongest')),
    recipe("caption's compete", 'rival', (seen) => besideWords(seen, 'caption')),
    recipe("caption's compete, text of their own", 'rival', (seen) => apartWords(seen, 'caption')),
    recipe('strongest alone decides', 'rival-only', (seen) => besideWords(seen, 'strongest')),
    recipe("caption's alone decide", 'rival-only', (seen) => besideWords(seen, 'caption')),
    recipe('share of sum', 'share', summedWords),
    recipe('share of strongest', 'share', (seen) => besideWords(seen, 'strongest')),
    recipe("share of caption's", 'share', (seen) => besideWords(seen, 'caption')),
    recipe("share of caption's, per mean", 'share', (seen) => besideWordsPerMean(seen, 'caption')),
    recipe('share of strongest, per mean', 'share', (seen) => besideWordsPerMean(seen, 'strongest')),
  ];
}

interface WordColumns {
  readonly classes: Float32Array;
  /** fp32 `[N, words]` */
  readonly words: Float32Array;
}

/** Classes and words of the text that has both. */
export function besideClasses(seen: Seen): WordColumns {
  const text = seen.subject.texts.withBackground;
  const columns = columnsOf(seen, text);
  const count = text.spans.length;
  const { length } = seen.subject.classIds;
  const numbers = Array.from({ length: count }, (_, column) => column);
  return {
    classes: pickColumns(columns, count, numbers.slice(0, length)),
    words: pickColumns(columns, count, numbers.slice(length)),
  };
}

export const besideWords = (seen: Seen, which: Words) => joined(seen, besideClasses(seen), which);

export function besideWordsPerMean(seen: Seen, which: Words): Float32Array {
  const columns = besideWords(seen, which);
  return perMean(columns, columns.length / seen.sides.self ** 2);
}

const apartWords = (seen: Seen, which: Words) =>
  joined(seen, { classes: jointColumns(seen), words: columnsOf(seen, seen.subject.texts.background) }, which);

function joined({ subject, sides }: Seen, { classes, words }: WordColumns, which: Words): Float32Array {
  const tokens = sides.self ** 2;
  const count = words.length / tokens;
  return sideBySide(
    [classes, pickColumns(words, count, chosenWords(which, subject.subject.caption, words, count))],
    tokens,
  );
}

/** The caption's words, or the strongest where it has none. */
function chosenWords(which: Words, caption: string, words: Float32Array, count: number): number[] {
  if (which === 'all') return Array.from({ length: count }, (_, word) => word);
  const said = which === 'caption' ? wordsInCaption(caption) : [];
  return said.length > 0 ? said : [strongestColumn(words, count, 0)];
}

function summedWords(seen: Seen): Float32Array {
  const { classes, words } = besideClasses(seen);
  const tokens = seen.sides.self ** 2;
  return sideBySide([classes, sumColumns(words, words.length / tokens, 0)], tokens);
}
