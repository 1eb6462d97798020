import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { clipFiles } from '../../src/core/prompt/tiny-tokenizer.fixture.ts';
import { VOC_20 } from '../../src/core/prompt/voc-20.ts';
import type { AttentionStyle } from './attention.ts';
import { vaeDecoderModel, vaeEncoderModel } from './autoencoder.ts';
import { learnMerges } from './learn-merges.ts';
import type { ModelWriter, Precision } from './model-writer.ts';
import { MODEL_SIZES, type ModelSize } from './sizes.ts';
import { textEncoderModel } from './text-encoder.ts';
import { unetModel } from './unet.ts';
import { parameterCount } from './weight-spec.ts';
import { writeModelFile } from './write-model-file.ts';

export interface FolderOptions {
  readonly size: keyof typeof MODEL_SIZES;
  readonly out: string;
  readonly seed: number;
  readonly precision: Precision;
  readonly style: AttentionStyle;
  /** Weights in `model.onnx_data` beside each graph. */
  readonly external: boolean;
  /** Folders to write, all if left out. */
  readonly only?: readonly string[];
}

export interface WrittenNetwork {
  readonly path: string;
  readonly parameters: number;
  readonly bytes: number;
}

const SPECIAL_TOKENS = { bos_token: '<|startoftext|>', eos_token: '<|endoftext|>' };

/** The four networks of a model by folder, their weights not made yet. */
export function networksOf(size: ModelSize, style: AttentionStyle, precision: Precision): Record<string, ModelWriter> {
  return {
    unet: unetModel(size.unet, style, precision),
    text_encoder: textEncoderModel(size.textEncoder, precision),
    vae_decoder: vaeDecoderModel(size.autoencoder, precision),
    vae_encoder: vaeEncoderModel(size.autoencoder, precision),
  };
}

/** Writes a model with random weights as a folder in the diffusers ONNX layout: it runs, and draws noise. */
export async function writeModelFolder(options: FolderOptions): Promise<WrittenNetwork[]> {
  const { out, seed, external, only } = options;
  const size: ModelSize = MODEL_SIZES[options.size];
  for (const [path, text] of Object.entries(configTexts(size))) writeText(join(out, path), text);
  const written: WrittenNetwork[] = [];
  const networks = Object.entries(networksOf(size, options.style, options.precision));
  for (const [index, [folder, model]] of networks.entries()) {
    if (only && !only.includes(folder)) continue;
    const path = join(out, folder, 'model.onnx');
    mkdirSync(dirname(path), { recursive: true });
    // Networks of one seed must not share numbers.
    const bytes = await writeModelFile(model, { path, seed: seed * networks.length + index, external });
    written.push({ path, parameters: parameterCount(model.weights), bytes });
  }
  return written;
}

function writeText(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function configTexts({ imageSize, unet, textEncoder, autoencoder }: ModelSize): Record<string, string> {
  const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
  const names = VOC_20.classes.flatMap(({ promptName, synonyms }) => [promptName, ...synonyms]);
  const words = [...names, 'a photo of the and in on with at'].flatMap((text) => text.split(' '));
  const tokenizer = clipFiles(learnMerges(words.filter((word) => word.length > 1)), {
    model_max_length: textEncoder.positions,
    ...SPECIAL_TOKENS,
    pad_token: SPECIAL_TOKENS.eos_token,
    unk_token: SPECIAL_TOKENS.eos_token,
  });
  const levels = autoencoder.channels.length;
  return {
    'model_index.json': json({ _class_name: 'OnnxStableDiffusionPipeline' }),
    'scheduler/scheduler_config.json': json({
      _class_name: 'PNDMScheduler',
      beta_start: 0.00085,
      beta_end: 0.012,
      beta_schedule: 'scaled_linear',
      num_train_timesteps: 1000,
      set_alpha_to_one: false,
      skip_prk_steps: true,
      steps_offset: 1,
    }),
    'tokenizer/vocab.json': tokenizer.vocabJson,
    'tokenizer/merges.txt': tokenizer.mergesTxt,
    'tokenizer/tokenizer_config.json': tokenizer.configJson,
    'unet/config.json': json({
      _class_name: 'UNet2DConditionModel',
      block_out_channels: unet.channels,
      cross_attention_dim: unet.contextWidth,
      sample_size: imageSize / 2 ** (levels - 1),
    }),
    'vae_decoder/config.json': json({
      _class_name: 'AutoencoderKL',
      block_out_channels: autoencoder.channels,
      latent_channels: autoencoder.latentChannels,
      sample_size: imageSize,
      scaling_factor: 0.18215,
    }),
  };
}
