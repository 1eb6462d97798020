import * as v from 'valibot';
import { StudioError } from '../../core/errors.ts';
import type { OnnxGraph } from '../../core/onnx/types.ts';

const side = v.pipe(v.number(), v.integer(), v.minValue(1));
const Config = v.object({
  _class_name: v.optional(v.string()),
  scaling_factor: v.optional(v.pipe(v.number(), v.gtValue(0))),
  latent_channels: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  sample_size: v.optional(v.pipe(v.number(), v.integer(), v.minValue(8))),
  downscale: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  block_out_channels: v.optional(v.array(v.number())),
});

/** diffusers writes a pair of numbers for pictures that are not square; the engine takes square ones only. */
const UnetConfig = v.object({ sample_size: v.optional(v.nullable(v.union([side, v.array(side)]))) });

export type ModelFamily = 'sd1' | 'sd2' | 'sdxl';

/** Scaling factor by family, where no configuration tells (diffusers' AutoencoderKL and the SDXL checkpoint). */
const FAMILY_SCALE: Readonly<Record<ModelFamily, number>> = { sd1: 0.18215, sd2: 0.18215, sdxl: 0.13025 };
/** Width of the hidden states that a family's UNet takes. */
const FAMILY_BY_WIDTH: Readonly<Record<number, ModelFamily>> = { 768: 'sd1', 1024: 'sd2', 2048: 'sdxl' };
const FAMILY_SIDE: Readonly<Record<ModelFamily, number>> = { sd1: 512, sd2: 512, sdxl: 1024 };

/** TAESD's decoder has 1.2 million parameters, that of AutoencoderKL 49.5 million. */
const MAX_TAESD_PARAMETERS = 5_000_000;

export interface VaeFacts {
  /** The decoder takes latents divided by this. */
  readonly scalingFactor: number;
  readonly scalingFrom: 'catalogue' | 'config' | 'taesd' | 'family';
  readonly latentChannels: number;
  /** Picture side divided by latent side. */
  readonly downscale: number;
  /** Usual side of a picture in pixels. */
  readonly imageSize: number;
}

export interface VaeFactsInput {
  /** `vae_decoder/config.json`, parsed; null if the model has none. */
  readonly config: unknown;
  /** `unet/config.json`, parsed; null if the model has none. */
  readonly unetConfig?: unknown;
  readonly decoder: OnnxGraph;
  /** Width of the UNet's hidden states; null if free. */
  readonly contextWidth: number | null;
  /** Of the catalogue; these go first. */
  readonly known?: { readonly vaeScale: number | null; readonly imageSize: number } | null;
}

/**
 * What decoding needs to know: from the catalogue, else from the model's configuration, else by TAESD's small size, else by
 * family (the width of the text encoder's states). The size of pictures comes from the UNet's configuration before the VAE's.
 * @throws StudioError `model-corrupt` for a configuration that cannot be read, `model-unsupported` if nothing tells the scale
 */
export function vaeFacts({
  config: json,
  unetConfig = null,
  decoder,
  contextWidth,
  known = null,
}: VaeFactsInput): VaeFacts {
  const config = parseConfig(Config, json, 'vae_decoder/config.json');
  const family = contextWidth === null ? undefined : FAMILY_BY_WIDTH[contextWidth];
  const latent = decoder.inputs.find(({ shape }) => shape.length === 4);
  const channels = latent?.shape[1];
  const isTaesd = config._class_name === 'AutoencoderTiny' || parameterCount(decoder) < MAX_TAESD_PARAMETERS;
  const scale = (): readonly [number, VaeFacts['scalingFrom']] => {
    if (known?.vaeScale) return [known.vaeScale, 'catalogue'];
    if (config.scaling_factor !== undefined) return [config.scaling_factor, 'config'];
    if (isTaesd) return [1, 'taesd'];
    if (family) return [FAMILY_SCALE[family], 'family'];
    throw unknownScale(contextWidth);
  };
  const [scalingFactor, scalingFrom] = scale();
  const blocks = config.block_out_channels?.length;
  const downscale = config.downscale ?? (blocks ? 2 ** (blocks - 1) : 8);
  // Pipelines of diffusers take the UNet's size. The VAE's is what it was trained at, 768 in models of 512 made from SD 2.1.
  const { sample_size: latentSide } = parseConfig(UnetConfig, unetConfig, 'unet/config.json');
  const ofUnet = typeof latentSide === 'number' ? latentSide * downscale : undefined;
  const ofFamily = family ? FAMILY_SIDE[family] : undefined;
  const imageSize = known?.imageSize ?? ofUnet ?? config.sample_size ?? ofFamily;
  if (imageSize === undefined) throw unknownScale(contextWidth);
  return {
    scalingFactor,
    scalingFrom,
    latentChannels: config.latent_channels ?? (typeof channels === 'number' && channels > 0 ? channels : 4),
    downscale,
    imageSize,
  };
}

export function parameterCount({ initialisers }: OnnxGraph): number {
  let count = 0;
  for (const { dims } of initialisers.values()) count += dims.reduce((product, dim) => product * dim, 1);
  return count;
}

function parseConfig<T extends typeof Config | typeof UnetConfig>(
  schema: T,
  json: unknown,
  file: string,
): v.InferOutput<T> {
  const parsed = v.safeParse(schema, json ?? {});
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new StudioError({
    code: 'model-corrupt',
    message: `${file}, ${v.getDotPath(issue) ?? 'the file'}: ${issue.message}. Expected the configuration that diffusers writes; download it again.`,
    details: { file },
  });
}

function unknownScale(contextWidth: number | null): StudioError {
  return new StudioError({
    code: 'model-unsupported',
    message: `Nothing tells how this model's latents are scaled: it has no vae_decoder/config.json with scaling_factor, and hidden states ${contextWidth ?? 'of any number'} wide belong to no known family (768, 1024, 2048). Add that file.`,
    details: { file: 'vae_decoder/config.json' },
  });
}
