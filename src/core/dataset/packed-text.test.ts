import { expect, test } from 'vitest';
import { PackedText } from './packed-text.ts';

test.each([0, 1, 16383, 16384, 200_000])('gives back a text of %i letters, again and again', (length) => {
  const text = '0 0.25 é\n'.repeat(length).slice(0, length);
  const packed = new PackedText(text);
  for (const _ of [1, 2]) expect(new TextDecoder().decode(packed.bytes())).toBe(text);
});
