import { BYTE_SYMBOLS } from './byte-symbols.ts';
import type { TokenizerFiles } from './types.ts';

export const BOS = '<|startoftext|>';
export const EOS = '<|endoftext|>';

/** Cuts the words that trip word counts as CLIP does: aerop·lane, surf·board, hydr·ant; the others stay whole. */
export const TINY_MERGES = [
  'a e|r o|ae ro|aero p|l a|n e</w>|la ne</w>',
  's u|r f|su rf|b o|a r|bo ar|boar d</w>',
  'h y|d r|hy dr|a n|an t</w>',
  'f i|r e</w>|fi re</w>',
  'h o|ho t</w>|d o|do g</w>',
  't e|d d|te dd|tedd y</w>|b e|a r</w>|be ar</w>',
  'p e|r s|o n</w>|pe rs|pers on</w>',
].flatMap((group) => group.split('|'));

export const NO_TOKENIZER_FILES = {
  vocabJson: null,
  mergesTxt: null,
  tokenizerJson: null,
  configJson: null,
  positions: null,
  padTokenId: null,
} satisfies TokenizerFiles;

/** Tokenizer files of a CLIP vocabulary: byte symbols, the same ending a word, merges, special tokens. */
export function clipFiles(merges: readonly string[], config: object, symbols = BYTE_SYMBOLS) {
  const entries = [...symbols, ...symbols.map((s) => `${s}</w>`), ...merges.map((m) => m.replace(' ', '')), BOS, EOS];
  return {
    ...NO_TOKENIZER_FILES,
    vocabJson: JSON.stringify(Object.fromEntries([...new Set(entries)].map((entry, id) => [entry, id]))),
    mergesTxt: `#version: 0.2\n${merges.join('\n')}\n`,
    configJson: JSON.stringify({ tokenizer_class: 'CLIPTokenizer', ...config }),
  } satisfies TokenizerFiles;
}
