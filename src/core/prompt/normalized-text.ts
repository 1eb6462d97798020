/** A text as CLIP reads it, with the way back to the text as it was typed. */
export interface NormalizedText {
  /** NFC, lower case. White space stays: it only separates words. */
  readonly text: string;
  /** For each UTF-16 unit of `text`, the half-open range of the original that it came from. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Clusters, not code points: NFC joins a letter with its accents, and Hangul letters with each other. */
const clusters = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** NFC and lower case (CLIP's normalisation), keeping for each unit the original characters that it stands for. */
export function normalizeText(original: string): NormalizedText {
  let text = '';
  const starts: number[] = [];
  const ends: number[] = [];
  const append = (piece: string, start: number, end: number) => {
    text += piece;
    for (let unit = 0; unit < piece.length; unit++) {
      starts.push(start);
      ends.push(end);
    }
  };
  for (const { segment, index } of clusters.segment(original)) {
    const composed = segment.normalize('NFC');
    if (composed !== segment) {
      append(composed.toLowerCase(), index, index + segment.length);
      continue;
    }
    let start = index;
    for (const character of segment) {
      append(character.toLowerCase(), start, start + character.length);
      start += character.length;
    }
  }
  // Lower case depends on context in one case of the same length, the final sigma; only the whole text shows it.
  const inContext = original.normalize('NFC').toLowerCase();
  return { text: inContext.length === text.length ? inContext : text, starts, ends };
}
