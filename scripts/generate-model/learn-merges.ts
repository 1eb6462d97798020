const END_OF_WORD = '</w>';

/**
 * Byte-pair merges that make each word of a list one token, most frequent pair first (Sennrich et al., arXiv 1508.07909).
 * Words are lower case and of ASCII letters, so that symbols are characters.
 */
export function learnMerges(words: readonly string[]): string[] {
  let texts = [...new Set(words)].map((word) => {
    const letters = [...word];
    return [...letters.slice(0, -1), `${letters.at(-1)}${END_OF_WORD}`];
  });
  const merges: string[] = [];
  for (;;) {
    const best = mostFrequentPair(texts);
    if (best === null) return merges;
    merges.push(best);
    texts = texts.map((symbols) => merged(symbols, best));
  }
}

/** Of equally frequent pairs the first in the alphabet, so that the list does not depend on the order of words. */
function mostFrequentPair(texts: readonly (readonly string[])[]): string | null {
  const counts = new Map<string, number>();
  for (const symbols of texts) {
    for (let i = 1; i < symbols.length; i++) {
      const pair = `${symbols[i - 1]} ${symbols[i]}`;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
  }
  const ranked = [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
  return ranked[0]?.[0] ?? null;
}

function merged(symbols: readonly string[], pair: string): string[] {
  const joined: string[] = [];
  for (const symbol of symbols) {
    if (`${joined.at(-1)} ${symbol}` === pair) joined.push(`${joined.pop()}${symbol}`);
    else joined.push(symbol);
  }
  return joined;
}
