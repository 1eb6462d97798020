import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenPieces } from './token-pieces.ts';

describe('tokenPieces', () => {
  it('cuts inside a word and marks both halves with the class', () => {
    const pieces = tokenPieces(
      'an aeroplane',
      [
        { start: 0, end: 2 },
        { start: 3, end: 7 },
        { start: 7, end: 12 },
      ],
      [{ classId: 1, start: 3, end: 12 }],
    );
    expect(pieces.map((piece) => [piece.text, piece.classId])).toEqual([
      ['an', null],
      [' ', null],
      ['aero', 1],
      ['plane', 1],
    ]);
  });

  it('never loses a character', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,6}$/), { maxLength: 8 });
    fc.assert(
      fc.property(words, (list) => {
        const prompt = list.join(' ');
        let at = 0;
        const tokens = list.map((word) => {
          const start = at;
          at += word.length + 1;
          return { start, end: start + word.length };
        });
        expect(
          tokenPieces(prompt, tokens, [])
            .map((piece) => piece.text)
            .join(''),
        ).toBe(prompt);
      }),
    );
  });
});
