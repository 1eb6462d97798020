import { floats, type Network, output } from './network.ts';

export interface DecodedPicture {
  readonly width: number;
  readonly height: number;
  /** RGBA8, row-major, opaque. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/**
 * Latent `[4,h,w]` → picture: the decoder sees the latent divided by the autoencoder's scaling factor (Rombach et al.
 * 2022, §G) and answers RGB in −1 … 1. @throws as Network.run
 */
export async function decodeLatent(
  network: Network,
  latent: Float32Array,
  latentSide: number,
  scalingFactor: number,
): Promise<DecodedPicture> {
  const channels = latent.length / (latentSide * latentSide);
  const scaled = latent.map((value) => value / scalingFactor);
  const feeds = { latent_sample: network.float32(scaled, [1, channels, latentSide, latentSide]) };
  const sample = output(await network.run(feeds, ['sample']), 'sample');
  const [, , height = 0, width = 0] = sample.dims;
  return { width, height, rgba: toRgba(floats(sample), width * height) };
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
