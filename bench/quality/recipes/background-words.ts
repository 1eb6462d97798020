/**
 * Words for what is behind things, out of the captions that the bundled model learned (training/world/places.py): one for
 * each kind of ground, and the others that phrases of place use.
 */
export const BACKGROUND_WORDS: readonly string[] = [
  'grass',
  'field',
  'beach',
  'sand',
  'sea',
  'water',
  'road',
  'street',
  'snow',
  'night',
  'sky',
  'sunset',
  'room',
  'indoors',
];

/** Numbers of the words that a caption contains, whole words, in the order of the list. */
export function wordsInCaption(caption: string, words: readonly string[] = BACKGROUND_WORDS): number[] {
  const said = new Set(caption.toLowerCase().match(/\p{L}+/gu) ?? []);
  return words.flatMap((word, index) => (said.has(word) ? [index] : []));
}

/** Number of the column with the greatest sum in `[N, columns]` from column `first` on. */
export function strongestColumn(maps: Float32Array, columns: number, first: number): number {
  const sums = new Float64Array(columns);
  for (let cell = 0; cell < maps.length; cell++) {
    const column = cell % columns;
    sums[column] = (sums[column] as number) + (maps[cell] as number);
  }
  let best = first;
  for (let column = first; column < columns; column++) {
    if ((sums[column] as number) > (sums[best] as number)) best = column;
  }
  return best;
}
