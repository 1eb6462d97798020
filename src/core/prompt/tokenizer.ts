import { BPE } from '@huggingface/tokenizers';
import { StudioError } from '../errors.ts';
import { BYTE_SYMBOLS } from './byte-symbols.ts';
import { type NormalizedText, normalizeText } from './normalized-text.ts';
import { parseTokenizerFiles } from './tokenizer-files.ts';
import type { CharRange, Encoding, Token, Tokenizer, TokenizerFiles } from './types.ts';

/** CLIP's pre-tokenization: contractions, runs of letters, single digits, runs of other symbols. */
const WORD = /'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+/gu;
const END_OF_WORD = '</w>';
const MAX_WORDS_IN_MESSAGE = 20;
const utf8 = new TextEncoder();

/** A token whose position is not known yet; `id` is missing where the vocabulary lacks the piece. */
interface Piece extends CharRange {
  readonly id: number | undefined;
  readonly text: string;
}

/**
 * A CLIP tokenizer (byte-level BPE, lower case, `</w>` ends a word) with exact character offsets into the text as typed.
 *
 * The library merges one word at a time; it reports neither offsets nor padding, so the text is cut into words here and
 * pieces are laid back over the word's bytes. A token that holds only some bytes of a character covers all of it.
 * Special tokens are never read from a text: `<|endoftext|>` in a caption is ordinary symbols.
 *
 * Source: Radford et al., "Learning Transferable Visual Models From Natural Language Supervision" (2021), section 2.4.
 * @throws StudioError `model-corrupt`, `model-unsupported`: see `parseTokenizerFiles`.
 */
export function loadTokenizer(files: TokenizerFiles): Tokenizer {
  const { vocab, merges, maxLength, bosId, eosId, padId } = parseTokenizerFiles(files);
  const ids = new Map(Object.entries(vocab));
  const bpe = new BPE({
    type: 'BPE',
    vocab,
    merges: merges.map(([left, right]): [string, string] => [left, right]),
    end_of_word_suffix: END_OF_WORD,
    ignore_merges: false,
  });
  const maxTokens = maxLength - 2;

  function encode(text: string): Encoding {
    const normalized = normalizeText(text);
    const tokens: Token[] = [];
    const unwritable = new Set<string>();
    const fellOff: string[] = [];
    for (const match of normalized.text.matchAll(WORD)) {
      const pieces = wordPieces(normalized, match.index, match[0]);
      for (const { id, text: entry, start, end } of pieces) {
        if (id === undefined) unwritable.add(text.slice(start, end));
        else tokens.push({ id, text: entry, position: tokens.length + 1, start, end });
      }
      if (tokens.length > maxTokens) {
        fellOff.push(text.slice(pieces[0]?.start, pieces.at(-1)?.end));
      }
    }
    if (unwritable.size > 0) throw cannotWrite([...unwritable]);
    if (fellOff.length > 0) throw tooLong(tokens.length, maxTokens, fellOff);

    const encoded = new Int32Array(maxLength).fill(padId);
    encoded[0] = bosId;
    for (const token of tokens) encoded[token.position] = token.id;
    encoded[tokens.length + 1] = eosId;
    return { ids: encoded, tokens };
  }

  /** The BPE pieces of the word at `index` of the normalised text, each with its range in the original. */
  function wordPieces({ starts, ends }: NormalizedText, index: number, word: string): Piece[] {
    let symbols = '';
    /** For each byte symbol, the unit of the normalised text that it belongs to. */
    const units: number[] = [];
    let unit = index;
    for (const character of word) {
      for (const byte of utf8.encode(character)) {
        symbols += BYTE_SYMBOLS[byte];
        units.push(unit);
      }
      unit += character.length;
    }
    let first = 0;
    return bpe.bpe(symbols).map((piece, pieceIndex, pieces) => {
      const length = piece.length - (pieceIndex === pieces.length - 1 ? END_OF_WORD.length : 0);
      const start = starts[units[first] as number] as number;
      const end = ends[units[first + length - 1] as number] as number;
      first += length;
      return { id: ids.get(piece), text: piece, start, end };
    });
  }

  return { maxLength, encode };
}

function cannotWrite(characters: readonly string[]): StudioError {
  const list = characters.map((c) => `“${c}”`).join(', ');
  return new StudioError({
    code: 'prompt-invalid',
    message: `The text must use characters of the model's vocabulary. It cannot write ${list}. Replace or remove them.`,
    details: { characters },
  });
}

function tooLong(tokenCount: number, maxTokens: number, words: readonly string[]): StudioError {
  const named = words.slice(0, MAX_WORDS_IN_MESSAGE).join(' ');
  const more = words.length > MAX_WORDS_IN_MESSAGE ? ` and ${words.length - MAX_WORDS_IN_MESSAGE} more` : '';
  return new StudioError({
    code: 'prompt-too-long',
    message: `${maxTokens} tokens fit; the text has ${tokenCount}. These words fall off: “${named}”${more}. Shorten the text.`,
    details: { words, maxTokens, tokenCount },
  });
}
