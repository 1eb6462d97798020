/** The networks of a model; the second text encoder is SDXL's. */
export const NETWORK_ROLES = ['unet', 'text_encoder', 'text_encoder_2', 'vae_decoder', 'vae_encoder'] as const;
export type NetworkRole = (typeof NETWORK_ROLES)[number];

/** The texts of a model, and what makes a student of few steps of its UNet (quick-weights.ts). */
export const CONFIG_ROLES = [
  'tokenizer_vocab',
  'tokenizer_merges',
  'tokenizer_config',
  'tokenizer_json',
  'scheduler_config',
  'unet_config',
  'vae_config',
  'quick_weights',
] as const;
export type ConfigRole = (typeof CONFIG_ROLES)[number];
export type FileRole = NetworkRole | ConfigRole;

/** Usual places of each text, best first. */
export const CONFIG_PATHS: Readonly<Record<ConfigRole, readonly string[]>> = {
  tokenizer_vocab: ['tokenizer/vocab.json', 'vocab.json'],
  tokenizer_merges: ['tokenizer/merges.txt', 'merges.txt'],
  tokenizer_config: ['tokenizer/tokenizer_config.json', 'tokenizer_config.json'],
  tokenizer_json: ['tokenizer/tokenizer.json', 'tokenizer.json'],
  scheduler_config: ['scheduler/scheduler_config.json', 'scheduler_config.json'],
  unet_config: ['unet/config.json'],
  vae_config: ['vae_decoder/config.json', 'vae/config.json'],
  quick_weights: ['unet/quick.safetensors'],
};

/** Files that hold a network's weights beside its graph. */
const SIDE_FILES = ['model.onnx_data', 'model.onnx.data', 'weights.pb'];

/** Marks of the exports that a server which lists nothing is asked for. */
const VARIANT_MARKS = ['_fp16', '_q4f16'];

/** What to look for on a server that lists nothing. */
export const CANDIDATE_PATHS: readonly string[] = [
  // No network of ours, but then it can be said what the model is.
  'transformer/model.onnx',
  ...NETWORK_ROLES.flatMap((role) => [
    `${role}/model.onnx`,
    `${role}.onnx`,
    ...SIDE_FILES.map((side) => `${role}/${side}`),
    `${role}.onnx_data`,
    `${role}.onnx.data`,
    `onnx/${role}_model.onnx`,
    `onnx/${role}_model.onnx_data`,
    ...VARIANT_MARKS.flatMap((mark) =>
      [`${role}/model${mark}.onnx`, `onnx/${role}_model${mark}.onnx`].flatMap((path) => [path, `${path}_data`]),
    ),
  ]),
  ...Object.values(CONFIG_PATHS).flat(),
];
