import type { AutoencoderShape } from './autoencoder.ts';
import type { TextEncoderShape } from './text-encoder.ts';
import type { UnetShape } from './unet.ts';

export interface ModelSize {
  /** Usual side of a picture in pixels. */
  readonly imageSize: number;
  readonly unet: UnetShape;
  readonly textEncoder: TextEncoderShape;
  readonly autoencoder: AutoencoderShape;
}

const LATENT_CHANNELS = 4;
/** Tokens of CLIP's text encoders. */
const POSITIONS = 77;

/** Stable Diffusion 1.5 (its config.json files), and the same structure in miniature. */
export const MODEL_SIZES = {
  sd15: {
    imageSize: 512,
    unet: {
      channels: [320, 640, 1280, 1280],
      layersPerBlock: 2,
      heads: 8,
      contextWidth: 768,
      groups: 32,
      latentChannels: LATENT_CHANNELS,
    },
    textEncoder: { vocabulary: 49_408, positions: POSITIONS, width: 768, layers: 12, heads: 12 },
    autoencoder: { channels: [128, 256, 512, 512], layersPerBlock: 2, groups: 32, latentChannels: LATENT_CHANNELS },
  },
  tiny: {
    imageSize: 64,
    unet: {
      channels: [16, 32, 32, 32],
      layersPerBlock: 2,
      heads: 4,
      contextWidth: 32,
      groups: 8,
      latentChannels: LATENT_CHANNELS,
    },
    textEncoder: { vocabulary: 1024, positions: POSITIONS, width: 32, layers: 2, heads: 4 },
    autoencoder: { channels: [8, 16, 16, 16], layersPerBlock: 2, groups: 4, latentChannels: LATENT_CHANNELS },
  },
} as const satisfies Record<string, ModelSize>;
