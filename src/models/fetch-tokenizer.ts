import { StudioError } from '../core/errors.ts';
import type { TokenizerFiles } from '../core/prompt/tokenizer-files.ts';

/**
 * The tokenizer's small files alone, for marking the prompt while the model itself still loads.
 *
 * @throws StudioError `network`, `model-missing-file`
 */
export async function fetchTokenizerFiles(
  modelUrl: string,
  fetch: (url: string) => Promise<Response>,
): Promise<TokenizerFiles> {
  const text = async (file: string) => {
    const response = await fetch(`${modelUrl}/${file}`).catch(() => null);
    if (response?.ok) return response.text();
    throw new StudioError({
      code: response?.status === 404 ? 'model-missing-file' : 'network',
      message: `${file} could not be loaded${response ? ` (${response.status})` : ''}, so prompts cannot be checked. Reload the page to try again.`,
      details: { file },
    });
  };
  const [vocabJson, mergesTxt, configJson] = await Promise.all([
    text('tokenizer/vocab.json'),
    text('tokenizer/merges.txt'),
    text('tokenizer/tokenizer_config.json'),
  ]);
  return { vocabJson, mergesTxt, configJson };
}
