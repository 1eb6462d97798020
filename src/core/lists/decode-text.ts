import { LIST_LIMITS } from './limits.ts';
import type { ListProblem } from './types.ts';

/**
 * The text of a list's file: UTF-8, or UTF-16 where it begins with a byte order mark, as sheets export it. The mark is taken off.
 * Other encodings are refused, not guessed: a wrong guess would put wrong letters into captions.
 */
export function decodeText(
  bytes: Uint8Array,
  maxBytes: number = LIST_LIMITS.bytes,
): { readonly text: string } | { readonly problem: ListProblem } {
  if (bytes.length > maxBytes) {
    return {
      problem: {
        kind: 'too-large',
        message: `A list may have ${maxBytes / 2 ** 20} MB; this file has ${Math.ceil(bytes.length / 2 ** 20)}. Split it.`,
      },
    };
  }
  try {
    const text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return { text };
  } catch {
    // Not in this encoding: said below.
  }
  return {
    problem: {
      kind: 'not-text',
      message: 'A list must be text in UTF-8; this file is not. Save it as UTF-8, in a spreadsheet as “CSV UTF-8”.',
    },
  };
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return 'utf-8';
}
