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
  model_max_length: v.pipe(v.number(), v.integer(), v.minValue(3), v.maxValue(4096)),
  bos_token: v.optional(SpecialToken, '<|startoftext|>'),
  eos_token: v.optional(SpecialToken, '<|endoftext|>'),
  pad_token: v.optional(SpecialToken, '<|endoftext|>'),
});

/**
 * Reads and checks the three files of a CLIP tokenizer.
 * @throws StudioError `model-corrupt` for files that cannot be read, `model-unsupported` for another tokenizer class
 *   or a length that is not given.
 */
export function parseTokenizerFiles(files: TokenizerFiles): TokenizerData {
  const vocab = v.safeParse(Vocabulary, parseJson('vocab.json', files.vocabJson));
  if (!vocab.success) throw corrupt('vocab.json', 'an object of vocabulary entry → id', vocab.issues[0].message);
  const config = v.safeParse(Config, parseJson('tokenizer_config.json', files.configJson));
  if (!config.success) {
    const issue = config.issues[0];
    throw new StudioError({
      code: 'model-unsupported',
      message:
        'The studio reads CLIP tokenizers whose tokenizer_config.json gives model_max_length (3 to 4096). ' +
        `Found at ${v.getDotPath(issue) ?? 'the top'}: ${issue.message}. Choose a model with a CLIP text encoder.`,
      details: { file: 'tokenizer_config.json' },
    });
  }
  const idOf = (token: string): number => {
    const id = vocab.output[token];
    if (id === undefined) throw corrupt('vocab.json', `the special token ${token}`, 'no such entry');
    return id;
  };
  return {
    vocab: vocab.output,
    merges: parseMerges(files.mergesTxt),
    maxLength: config.output.model_max_length,
    bosId: idOf(config.output.bos_token),
    eosId: idOf(config.output.eos_token),
    padId: idOf(config.output.pad_token),
  };
}

function parseMerges(mergesTxt: string): [string, string][] {
  const merges: [string, string][] = [];
  for (const [index, rawLine] of mergesTxt.split('\n').entries()) {
    const line = rawLine.replace(/\r$/, '');
    if (line === '' || (index === 0 && line.startsWith('#version'))) continue;
    const [left, right, ...rest] = line.split(' ');
    if (!left || !right || rest.length > 0) {
      throw corrupt('merges.txt', 'two symbols a line', `line ${index + 1}: ${JSON.stringify(line.slice(0, 40))}`);
    }
    merges.push([left, right]);
  }
  return merges;
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw corrupt(file, 'JSON', error instanceof Error ? error.message : String(error));
  }
}

function corrupt(file: string, expected: string, found: string): StudioError {
  return new StudioError({
    code: 'model-corrupt',
    message: `tokenizer/${file}: expected ${expected}; found ${found}. Fetch the model again.`,
    details: { file },
  });
}
