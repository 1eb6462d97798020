import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StudioError } from '../errors.ts';
import { BYTE_SYMBOLS } from './byte-symbols.ts';
import { BOS, clipFiles, EOS, NO_TOKENIZER_FILES, TINY_MERGES } from './tiny-tokenizer.fixture.ts';
import { loadTokenizer } from './tokenizer.ts';
import type { TokenizerFiles } from './types.ts';

const tiny = loadTokenizer(clipFiles(TINY_MERGES, { model_max_length: 77 }));
/** Random texts must not be too long: up to 18 clusters of many bytes. */
const roomy = loadTokenizer(clipFiles(TINY_MERGES, { model_max_length: 4096 }));
/** As in the bundled model: characters 33 to 126 and nothing else. */
const printable = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i));
const ascii = loadTokenizer(clipFiles(TINY_MERGES, { model_max_length: 12 }, printable));

const entries = (text: string) => tiny.encode(text).tokens.map((t) => t.text);
const covered = (text: string) => tiny.encode(text).tokens.map((t) => text.slice(t.start, t.end));

function failure(work: () => unknown): StudioError {
  try {
    work();
  } catch (error) {
    if (error instanceof StudioError) return error;
    throw error;
  }
  throw new Error('expected a failure');
}

describe('the bundled model', () => {
  const folder = new URL('../../../public/models/emoji-scenes/tokenizer/', import.meta.url);
  const read = (file: string) => readFileSync(new URL(file, folder), 'utf8');
  const bundled = loadTokenizer({
    ...NO_TOKENIZER_FILES,
    vocabJson: read('vocab.json'),
    mergesTxt: read('merges.txt'),
    configJson: read('tokenizer_config.json'),
  });

  // From the tokenizer that the model was trained with; BOS is 428, EOS and padding are 429.
  test.each([
    ['a cat and a chair in a room; cat chair', [158, 225, 192, 158, 265, 193, 158, 220, 120, 225, 265]],
    ['A photo of an aeroplane and a dining table', [158, 242, 243, 238, 263, 192, 158, 282, 267]],
    ['aeroplane person potted plant tv monitor', [263, 237, 288, 279, 344, 341]],
    ['Two  MEN next to 3 motorbikes!! (42)', [213, 381, 211, 209, 112, 412, 0, 94, 101, 113, 111, 102]],
    ['zebra; hydrant', [89, 68, 65, 81, 158, 120, 71, 88, 67, 81, 188, 177]],
  ])('reads %j as it did in training', (text, ids) => {
    expect([...bundled.encode(text).ids]).toEqual([428, ...ids, ...Array(31 - ids.length).fill(429)]);
  });

  test('names the characters that it cannot write', () => {
    const error = failure(() => bundled.encode('a café in 東京, a café'));
    expect(error.code).toBe('prompt-invalid');
    expect(error.details).toEqual({ characters: ['é', '東', '京'] });
  });
});

describe('pre-tokenization', () => {
  test('cuts contractions, letters, single digits and runs of symbols', () => {
    expect(covered("It's 42!? we'll")).toEqual(['I', 't', "'", 's', '4', '2', '!', '?', 'w', 'e', "'", 'l', 'l']);
    const ends = tiny.encode("It's 42!? we'll").tokens.filter((t) => t.text.endsWith('</w>'));
    expect(ends.map((t) => t.text)).toEqual(['t</w>', 's</w>', '4</w>', '2</w>', '?</w>', 'e</w>', 'l</w>']);
  });

  test('folds case and white space', () => {
    expect(entries('  Fire\n\tHYDRANT ')).toEqual(['fire</w>', 'hydr', 'ant</w>']);
  });

  test('reads a special token in a text as ordinary symbols', () => {
    const { tokens, ids } = tiny.encode(EOS);
    expect(tokens.length).toBeGreaterThan(1);
    expect([...ids].indexOf(ids.at(-1) as number)).toBe(tokens.length + 1);
  });
});

describe('offsets into the text as typed', () => {
  test('point at the pieces of a word', () => {
    expect(covered('an Aeroplane; surfboard')).toEqual(['a', 'n', 'Aerop', 'lane', ';', 'surf', 'board']);
  });

  test('survive characters whose lower case or composed form has another length', () => {
    expect(covered('İ dog')).toEqual(['İ', 'İ', 'İ', 'dog']);
    expect(covered('cafe\u0301 dog').slice(-3)).toEqual(['e\u0301', 'e\u0301', 'dog']);
    expect(covered('👩‍🚀 dog').at(-1)).toBe('dog');
  });

  test('composed and decomposed letters give the same ids', () => {
    expect(tiny.encode('cafe\u0301').ids).toEqual(tiny.encode('café').ids);
  });

  test('read a final sigma as Python does', () => {
    expect(tiny.encode('ΟΔΟΣ').ids).toEqual(tiny.encode('οδος').ids);
  });

  test('tile the text, white space aside, in order', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 18 }), (text) => {
        const { tokens, ids } = roomy.encode(text);
        expect(ids).toHaveLength(4096);
        let end = 0;
        for (const token of tokens) {
          expect(text.slice(Math.min(end, token.start), token.start).trim()).toBe('');
          expect(token.end).toBeGreaterThan(token.start);
          expect(token.end).toBeGreaterThanOrEqual(end);
          end = token.end;
        }
        expect(text.slice(end).trim()).toBe('');
      }),
    );
  });

  test('neither overlap nor leave gaps where characters are single bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 60 }), (text) => {
        const { tokens } = roomy.encode(text);
        const rebuilt = tokens.map((t) => text.slice(t.start, t.end)).join('');
        expect(rebuilt).toBe(text.replace(/\s/g, ''));
        expect(tokens.map((t) => t.text.replace('</w>', '')).join('')).toBe(
          [...rebuilt.toLowerCase()].map((c) => BYTE_SYMBOLS[c.charCodeAt(0)]).join(''),
        );
        tokens.forEach((t, i) => {
          expect(t.position).toBe(i + 1);
        });
      }),
    );
  });
});

describe('length', () => {
  test('pads with the token that the config names', () => {
    const files = clipFiles(TINY_MERGES, { model_max_length: 6, pad_token: { content: '!' } });
    const vocab = JSON.parse(files.vocabJson) as Record<string, number>;
    expect([...loadTokenizer(files).encode('dog').ids]).toEqual(
      [BOS, 'dog</w>', EOS, '!', '!', '!'].map((entry) => vocab[entry]),
    );
  });

  test('an empty text is begin, end and padding', () => {
    expect(tiny.encode(' ').tokens).toEqual([]);
    expect(tiny.encode('').ids).toHaveLength(77);
  });

  test('a text that just fits is read, one token more names what falls off', () => {
    expect(ascii.encode('dog '.repeat(10)).tokens).toHaveLength(10);
    const error = failure(() => ascii.encode(`${'dog '.repeat(9)}Surfboard, fire`));
    expect(error.code).toBe('prompt-too-long');
    expect(error.details).toEqual({ words: ['Surfboard', ',', 'fire'], maxTokens: 10, tokenCount: 13 });
    expect(error.message).toContain('10 tokens fit');
    expect(error.message).toContain('“Surfboard , fire”');
  });

  test('gives exactly maxLength ids or fails as a prompt', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
        try {
          expect(ascii.encode(text).ids).toHaveLength(12);
        } catch (error) {
          if (!(error instanceof StudioError)) throw error;
          expect(['prompt-too-long', 'prompt-invalid']).toContain(error.code);
        }
      }),
    );
  });
});

/** The same tokenizer as the tokenizers library stores it, with special tokens apart from the vocabulary. */
function asTokenizerJson(files: ReturnType<typeof clipFiles>, mergesAreTexts: boolean): TokenizerFiles {
  const vocab = JSON.parse(files.vocabJson) as Record<string, number>;
  const added = [BOS, EOS].map((content) => ({ id: vocab[content], content, special: true }));
  for (const { content } of added) delete vocab[content];
  const texts = files.mergesTxt.split('\n').slice(1, -1);
  const merges = mergesAreTexts ? texts : texts.map((line) => line.split(' '));
  const model = { type: 'BPE', end_of_word_suffix: '</w>', vocab, merges };
  return { ...NO_TOKENIZER_FILES, tokenizerJson: JSON.stringify({ added_tokens: added, model }), positions: 77 };
}

describe('files', () => {
  const good = clipFiles(TINY_MERGES, { model_max_length: 77 });

  test.each([true, false])('tokenizer.json alone reads as the separate files do (merges as texts: %s)', (texts) => {
    const joined = loadTokenizer(asTokenizerJson(good, texts));
    for (const text of ['aeroplane', 'surfboard', 'fire hydrant', 'hot dog', 'a teddy bear, again']) {
      expect(joined.encode(text)).toEqual(tiny.encode(text));
    }
    expect(joined.maxLength).toBe(77);
  });

  test('what is known of the model goes before its configuration', () => {
    const { ids } = loadTokenizer({ ...good, positions: 5, padTokenId: 0 }).encode('dog');
    expect([...ids].slice(3)).toEqual([0, 0]);
  });

  test('no vocabulary at all is an error that says what is looked for', () => {
    const error = failure(() => loadTokenizer({ ...NO_TOKENIZER_FILES, configJson: good.configJson }));
    expect(error).toMatchObject({ code: 'model-missing-file', message: expect.stringContaining('tokenizer.json') });
  });

  test.each([
    ['vocabulary that is no JSON', { vocabJson: '{' }, 'model-corrupt', 'vocab.json'],
    ['vocabulary without special tokens', { vocabJson: '{"a":0}' }, 'model-corrupt', '<|startoftext|>'],
    ['broken merge', { mergesTxt: 'a b\na b c' }, 'model-corrupt', 'line 2'],
    ['a tokenizer.json of another kind', { vocabJson: null, tokenizerJson: '{"model":{}}' }, 'model-corrupt', '</w>'],
    ['no length', { configJson: '{}' }, 'model-unsupported', 'model_max_length'],
    [
      'another tokenizer',
      { configJson: '{"tokenizer_class":"T5Tokenizer","model_max_length":512}' },
      'model-unsupported',
      'tokenizer_class',
    ],
  ])('%s is an error that says so', (_, change, code, word) => {
    const error = failure(() => loadTokenizer({ ...good, ...change }));
    expect(error.code).toBe(code);
    expect(error.message).toContain(word);
  });
});

const clipFile = process.env.CLIP_BPE_FILE;
describe.skipIf(!clipFile)(
  `CLIP's vocabulary${clipFile ? '' : ' (skipped: CLIP_BPE_FILE names no bpe_simple_vocab_16e6.txt.gz)'}`,
  () => {
    const load = () => {
      // CLIP takes lines 2 to 48,895 of the file.
      const lines = gunzipSync(readFileSync(clipFile as string))
        .toString('utf8')
        .split('\n')
        .slice(1, 48_895);
      // CLIP numbers the printing bytes first.
      const order = (s: string) => (s.charCodeAt(0) < 0x100 ? 0 : 1);
      return loadTokenizer(
        clipFiles(
          lines,
          { model_max_length: 77 },
          BYTE_SYMBOLS.toSorted((a, b) => order(a) - order(b)),
        ),
      );
    };

    test('has the published ids and cuts class names as CLIP does', () => {
      const clip = load();
      const start = (text: string) => [...clip.encode(text).ids].slice(0, clip.encode(text).tokens.length + 2);
      expect(start('a photo of a cat')).toEqual([49406, 320, 1125, 539, 320, 2368, 49407]);
      const pieces = (text: string) => clip.encode(text).tokens.map((t) => t.text);
      expect(pieces('aeroplane')).toEqual(['aerop', 'lane</w>']);
      expect(pieces('surfboard')).toEqual(['surf', 'board</w>']);
      expect(pieces('fire hydrant')).toEqual(['fire</w>', 'hydr', 'ant</w>']);
      expect(pieces('hot dog teddy bear')).toEqual(['hot</w>', 'dog</w>', 'teddy</w>', 'bear</w>']);
    });
  },
);
