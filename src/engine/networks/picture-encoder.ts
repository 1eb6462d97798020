import type { EncoderPlan } from '../../models/feeds/plan-inputs.ts';
import { feed } from '../../models/feeds/unet-feeds.ts';
import type { Picture } from '../../rpc/contract.ts';
import { type Network, output } from './network.ts';
import { OTHER_AUTOENCODER } from './picture-decoder.ts';
import { floats } from './tensor-numbers.ts';

/** Turns pictures into latents. */
export class PictureEncoder {
  readonly #network: Network;
  readonly #plan: EncoderPlan;
  readonly #scalingFactor: number;
  readonly #latentChannels: number;

  constructor(network: Network, plan: EncoderPlan, scalingFactor: number, latentChannels: number) {
    this.#network = network;
    this.#plan = plan;
    this.#scalingFactor = scalingFactor;
    this.#latentChannels = latentChannels;
  }

  /**
   * Picture → latent fp32 `[C,h,w]` in the UNet's scale: the encoder's latent times the scaling factor (Rombach et al.
   * 2022, §G). Of mean and log-variance the mean is taken, as it is where the graph draws from them and the mean can be
   * found (`meanOfSample`): then the same picture gives the same latent. Other graphs that draw give another each time.
   * @throws StudioError `number-overflow`, and as Network.run
   */
  async encode({ width, height, rgba }: Picture): Promise<Float32Array> {
    const { picture, latent } = this.#plan;
    const feeds = [feed(picture, toPlanar(rgba, width * height), [1, 3, height, width])];
    const encoded = output(await this.#network.run(feeds, [latent.name]), latent.name);
    const [, channels = 0] = encoded.dims;
    const numbers = this.#network.finite(floats(encoded), '', OTHER_AUTOENCODER);
    const count = (numbers.length / channels) * this.#latentChannels;
    return numbers.slice(0, count).map((value) => value * this.#scalingFactor);
  }
}

/** Interleaved RGBA8 → planar RGB in −1 … 1; alpha is not looked at. */
function toPlanar(rgba: Uint8ClampedArray, pixels: number): Float32Array {
  const planar = new Float32Array(3 * pixels);
  for (let i = 0; i < pixels; i++) {
    for (let channel = 0; channel < 3; channel++) {
      planar[channel * pixels + i] = (rgba[4 * i + channel] as number) / 127.5 - 1;
    }
  }
  return planar;
}
