import { StudioError } from '../errors.ts';
import type { ClassCharRange, Encoding, TokenSpan } from './types.ts';

/**
 * The token positions of each class, in the order of `ranges`, found by character offsets.
 *
 * Never by counting words: `aeroplane` is two CLIP tokens, and a word count would shift every later class.
 * @param ranges Where each class stands in the text that `encoding` came from.
 * @returns One half-open span a range; position 0 is BOS.
 * @throws StudioError `prompt-invalid` where a range covers no token.
 */
export function tokenSpans(ranges: readonly ClassCharRange[], encoding: Encoding): TokenSpan[] {
  return ranges.map(({ classId, start, end }) => {
    const covered = encoding.tokens.filter((token) => token.start < end && token.end > start);
    const first = covered[0];
    const last = covered.at(-1);
    if (!first || !last) {
      throw new StudioError({
        code: 'prompt-invalid',
        message:
          `Every class needs at least one token. Characters ${start} to ${end}, which stand for class ${classId}, ` +
          'have none. Give the class a prompt name with letters.',
        details: { classId },
      });
    }
    return { classId, start: first.position, end: last.position + 1 };
  });
}
