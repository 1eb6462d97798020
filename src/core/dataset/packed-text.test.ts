import { expect, it } from 'vitest';
import { PackedText } from './packed-text.ts';

it.each(['', 'é 猫', '[1,2,3],'.repeat(50_000)])('gives a text back as UTF-8', (text) => {
  expect(new TextDecoder().decode(new PackedText(text).bytes())).toBe(text);
});
