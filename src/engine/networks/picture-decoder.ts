import { gridOf, type MapSide } from '../../core/grid-size.ts';
import type { DecoderPlan } from '../../models/feeds/plan-inputs.ts';
import { feed } from '../../models/feeds/unet-feeds.ts';
import { type Network, output } from './network.ts';
import { floats } from './tensor-numbers.ts';

export interface DecodedPicture {
  readonly width: number;
  readonly height: number;
  /** RGBA8, row-major, opaque. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** SDXL's own autoencoder overflows in half precision (madebyollin/sdxl-vae-fp16-fix). */
export const OTHER_AUTOENCODER = 'one in fp32, or for SDXL the "fp16-fix" autoencoder';

/** Turns latents into pictures. */
export class PictureDecoder {
  readonly #network: Network;
  readonly #plan: DecoderPlan;
  readonly #scalingFactor: number;
  /** Of the last picture, as whoever had it decoded measured; null before the first one. */
  lastDecodeMs: number | null = null;

  constructor(network: Network, plan: DecoderPlan, scalingFactor: number) {
    this.#network = network;
    this.#plan = plan;
    this.#scalingFactor = scalingFactor;
  }

  /**
   * Latent `[C,h,w]` → picture: the decoder sees the latent divided by the autoencoder's scaling factor (Rombach et al.
   * 2022, §G) and answers RGB in −1 … 1.
   * @throws StudioError `number-overflow`, and as Network.run
   */
  async decode(latent: Float32Array, latentSide: MapSide): Promise<DecodedPicture> {
    const grid = gridOf(latentSide);
    const channels = latent.length / (grid.width * grid.height);
    const scaled = latent.map((value) => value / this.#scalingFactor);
    const feeds = [feed(this.#plan.latent, scaled, [1, channels, grid.height, grid.width])];
    const { name } = this.#plan.picture;
    const sample = output(await this.#network.run(feeds, [name]), name);
    const [, , height = 0, width = 0] = sample.dims;
    const planar = this.#network.finite(floats(sample), '', OTHER_AUTOENCODER);
    return { width, height, rgba: toRgba(planar, width * height) };
  }
}

/** Planar RGB in −1 … 1 → interleaved RGBA8; values outside are clamped and all are rounded to nearest. */
function toRgba(planar: Float32Array, pixels: number): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(pixels * 4);
  for (let i = 0; i < pixels; i++) {
    for (let channel = 0; channel < 3; channel++) {
      rgba[4 * i + channel] = ((planar[channel * pixels + i] as number) + 1) * 127.5;
    }
    rgba[4 * i + 3] = 255;
  }
  return rgba;
}
