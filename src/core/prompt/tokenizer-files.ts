import * as v from 'valibot';
import { StudioError } from '../errors.ts';
import type { TokenizerFiles } from './types.ts';

export interface TokenizerData {
  readonly vocab: Readonly<Record<string, number>>;
  readonly merges: readonly (readonly [string, string])[];
  readonly maxLength: number;
  readonly bosId: number;
  readonly eosId: number;
  readonly padId: number;
}

const VOCAB = 'vocab.json';
const TOKENIZER = 'tokenizer.json';
const CONFIG = 'tokenizer_config.json';

const Vocabulary = v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(0)));

const SpecialToken = v.union([
  v.string(),
  v.pipe(
    v.object({ content: v.string() }),
    v.transform((t) => t.content),
  ),
]);

/** The defaults are those of transformers' CLIPTokenizer, which leaves out what equals them. */
const Config = v.object({
  tokenizer_class: v.optional(v.picklist(['CLIPTokenizer', 'CLIPTokenizerFast']), 'CLIPTokenizer'),
  model_max_length: v.optional(v.pipe(v.number(), v.integer())),
  bos_token: v.optional(SpecialToken, '<|startoftext|>'),
  eos_token: v.optional(SpecialToken, '<|endoftext|>'),
  pad_token: v.optional(SpecialToken, '<|endoftext|>'),
});
const Positions = v.pipe(v.number(), v.integer(), v.minValue(3), v.maxValue(4096));

/**
 * Reads and checks the files of a CLIP tokenizer.
 * @throws StudioError `model-corrupt` for files that cannot be read, `model-unsupported` for another tokenizer class
 *   or a length that is not given, `model-missing-file` without a vocabulary.
 */
export function parseTokenizerFiles(files: TokenizerFiles): TokenizerData {
  const { file, vocab, merges } = readVocabulary(files);
  const config = v.safeParse(Config, files.configJson === null ? {} : parseJson(CONFIG, files.configJson));
  if (!config.success) throw unsupported(v.getDotPath(config.issues[0]) ?? 'the top', config.issues[0].message);
  const maxLength = files.positions ?? config.output.model_max_length;
  if (!v.is(Positions, maxLength)) throw unsupported('model_max_length', String(maxLength));
  const idOf = (token: string): number => {
    const id = vocab[token];
    if (id === undefined) throw corrupt(file, `the special token ${token}`, 'no such entry');
    return id;
  };
  const { bos_token: bos, eos_token: eos, pad_token: pad } = config.output;
  return { vocab, merges, maxLength, bosId: idOf(bos), eosId: idOf(eos), padId: files.padTokenId ?? idOf(pad) };
}

interface ReadVocabulary extends Pick<TokenizerData, 'vocab' | 'merges'> {
  /** For messages. */
  readonly file: string;
}

function readVocabulary({ vocabJson, mergesTxt, tokenizerJson }: TokenizerFiles): ReadVocabulary {
  if (vocabJson !== null && mergesTxt !== null) {
    const vocab = v.safeParse(Vocabulary, parseJson(VOCAB, vocabJson));
    if (!vocab.success) throw corrupt(VOCAB, 'an object of vocabulary entry → id', vocab.issues[0].message);
    return { file: VOCAB, vocab: vocab.output, merges: parseMerges(mergesTxt) };
  }
  if (tokenizerJson !== null) return { file: TOKENIZER, ...readTokenizerJson(parseJson(TOKENIZER, tokenizerJson)) };
  throw new StudioError({
    code: 'model-missing-file',
    message: `The model lacks a vocabulary. Expected tokenizer/${VOCAB} with merges.txt, or tokenizer/${TOKENIZER}.`,
    details: { file: `tokenizer/${TOKENIZER}` },
  });
}

/** What the tokenizers library writes: the model's vocabulary, merges and, apart from it, special tokens. */
const TokenizerJson = v.object({
  model: v.object({
    type: v.optional(v.literal('BPE'), 'BPE'),
    end_of_word_suffix: v.literal('</w>'),
    vocab: Vocabulary,
    /** Older files write a merge as one text with a space in it. */
    merges: v.union([v.array(v.tuple([v.string(), v.string()])), v.array(v.string())]),
  }),
  added_tokens: v.optional(v.array(v.object({ id: v.pipe(v.number(), v.integer()), content: v.string() })), []),
});

function readTokenizerJson(json: unknown): Pick<TokenizerData, 'vocab' | 'merges'> {
  const parsed = v.safeParse(TokenizerJson, json);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw corrupt(
      TOKENIZER,
      'a BPE vocabulary whose words end in </w>, as CLIP has',
      `${v.getDotPath(issue)}: ${issue.message}`,
    );
  }
  const { model, added_tokens: added } = parsed.output;
  const merges = model.merges.map((merge, index) =>
    typeof merge === 'string' ? parseMerge(TOKENIZER, merge, index + 1) : merge,
  );
  return { vocab: { ...model.vocab, ...Object.fromEntries(added.map(({ id, content }) => [content, id])) }, merges };
}

function parseMerges(mergesTxt: string): [string, string][] {
  const merges: [string, string][] = [];
  for (const [index, rawLine] of mergesTxt.split('\n').entries()) {
    const line = rawLine.replace(/\r$/, '');
    if (line === '' || (index === 0 && line.startsWith('#version'))) continue;
    merges.push(parseMerge('merges.txt', line, index + 1));
  }
  return merges;
}

function parseMerge(file: string, line: string, number: number): [string, string] {
  const [left, right, ...rest] = line.split(' ');
  if (left && right && rest.length === 0) return [left, right];
  throw corrupt(file, 'two symbols a line', `line ${number}: ${JSON.stringify(line.slice(0, 40))}`);
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw corrupt(file, 'JSON', error instanceof Error ? error.message : String(error));
  }
}

function unsupported(where: string, found: string): StudioError {
  return new StudioError({
    code: 'model-unsupported',
    message:
      `The studio reads CLIP tokenizers whose ${CONFIG} gives model_max_length (3 to 4096). ` +
      `Found at ${where}: ${found}. Choose a model with a CLIP text encoder.`,
    details: { file: CONFIG },
  });
}

function corrupt(file: string, expected: string, found: string): StudioError {
  return new StudioError({
    code: 'model-corrupt',
    message: `tokenizer/${file}: expected ${expected}; found ${found}. Fetch the model again.`,
    details: { file },
  });
}
