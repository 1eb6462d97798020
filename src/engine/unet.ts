import type { TapFragment } from '../core/onnx/types.ts';
import { floats, type Network, output } from './network.ts';
import type { OrtTensor } from './ort-module.ts';
import type { HiddenStates } from './text-encoder.ts';

/** Additive bias that takes a position out of a softmax in fp32 without making infinities. */
const EXCLUDED = -1e4;

export interface UnetConditions {
  /** Null when guidance is 1: then only the conditional half is computed. */
  readonly negative: HiddenStates | null;
  readonly prompt: HiddenStates;
  readonly classPrompt: HiddenStates;
  /** Positions of the class prompt that belong to a class. */
  readonly isClassToken: readonly boolean[];
}

export interface UnetOutputs {
  /** Raw prediction of the unconditional half `[4,h,w]`; null when there was none. */
  readonly unconditional: Float32Array | null;
  readonly conditional: Float32Array;
  readonly taps: Record<string, OrtTensor>;
}

/** Calls the tapped UNet. The batch is [unconditional, conditional] or [conditional], so the last row is always conditional. */
export class Unet {
  readonly #network: Network;
  readonly #fragment: TapFragment;

  constructor(network: Network, fragment: TapFragment) {
    this.#network = network;
    this.#fragment = fragment;
  }

  /**
   * @param latent fp32 `[4, side, side]`, already scaled for the model
   * @param timestep training timestep; rounded where the graph takes integers
   * @throws as Network.run
   */
  async call(
    latent: Float32Array,
    side: number,
    timestep: number,
    conditions: UnetConditions,
    tapOutputs: readonly string[],
  ): Promise<UnetOutputs> {
    const { negative, prompt, classPrompt, isClassToken } = conditions;
    const batch = negative ? 2 : 1;
    const channels = latent.length / (side * side);
    const integerTime = this.#network.inputType('timestep').startsWith('int');
    const feeds: Record<string, OrtTensor> = {
      sample: this.#network.float32(repeat(latent, batch), [batch, channels, side, side]),
      timestep: this.#network.integers('timestep', [integerTime ? Math.round(timestep) : timestep], [1]),
      encoder_hidden_states: this.#network.float32(negative ? concatenate(negative.data, prompt.data) : prompt.data, [
        batch,
        prompt.positions,
        prompt.width,
      ]),
    };
    // ONNX Runtime wants every declared input at every call, even if no fetched output needs it.
    feeds[this.#fragment.classHiddenStates] = this.#network.float32(classPrompt.data, [
      1,
      classPrompt.positions,
      classPrompt.width,
    ]);
    if (this.#fragment.classTokenBias) {
      feeds[this.#fragment.classTokenBias] = this.#network.float32(classTokenBias(isClassToken), [isClassToken.length]);
    }
    const taps = await this.#network.run(feeds, ['out_sample', ...tapOutputs]);
    const prediction = floats(output(taps, 'out_sample'));
    return {
      unconditional: negative ? prediction.slice(0, latent.length) : null,
      conditional: prediction.slice((batch - 1) * latent.length),
      taps,
    };
  }
}

/** Key bias for softmax over class tokens only: 0 at class tokens, a large negative number elsewhere. */
export function classTokenBias(isClassToken: readonly boolean[]): Float32Array {
  return Float32Array.from(isClassToken, (is) => (is ? 0 : EXCLUDED));
}

function repeat(values: Float32Array, times: number): Float32Array {
  return times === 1 ? values.slice() : concatenate(values, values);
}

function concatenate(first: Float32Array, second: Float32Array): Float32Array {
  const both = new Float32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
