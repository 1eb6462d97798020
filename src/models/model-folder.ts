import { StudioError } from '../core/errors.ts';
import type { ModelFile, ModelFolder } from './types.ts';

/** The files that generating pictures needs, in the diffusers ONNX layout; the encoder of pictures is not among them. */
export const REQUIRED_FILES = [
  'tokenizer/vocab.json',
  'tokenizer/merges.txt',
  'tokenizer/tokenizer_config.json',
  'scheduler/scheduler_config.json',
  'vae_decoder/config.json',
  'text_encoder/model.onnx',
  'vae_decoder/model.onnx',
  'unet/model.onnx',
] as const;

/** A model folder over files that are already in memory. */
export function folderOf(contents: ReadonlyMap<string, Uint8Array>, files: readonly ModelFile[]): ModelFolder {
  const bytes = (path: string): Uint8Array => {
    const content = contents.get(path);
    if (content) return content;
    throw new StudioError({
      code: 'model-missing-file',
      message: `The model lacks ${path}. Expected a folder in the diffusers ONNX layout with ${REQUIRED_FILES.join(', ')}.`,
      details: { file: path },
    });
  };
  const text = (path: string) => new TextDecoder().decode(bytes(path));
  return {
    files,
    downloadBytes: [...contents.values()].reduce((sum, content) => sum + content.byteLength, 0),
    bytes,
    text,
    json(path) {
      try {
        return JSON.parse(text(path)) as unknown;
      } catch (cause) {
        throw new StudioError(
          {
            code: 'model-corrupt',
            message: `${path} is not JSON. Expected the model's own configuration; download the model again.`,
            details: { file: path },
          },
          { cause },
        );
      }
    },
  };
}
