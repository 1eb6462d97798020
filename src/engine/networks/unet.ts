import { gridOf, type MapSide } from '../../core/grid-size.ts';
import type { TapFragment } from '../../core/onnx/types.ts';
import type { UnetPlan } from '../../models/feeds/plan-inputs.ts';
import { type FeedTensor, feed, unetFeeds } from '../../models/feeds/unet-feeds.ts';
import { type Network, output } from './network.ts';
import type { OrtTensor } from './ort-module.ts';
import { floats } from './tensor-numbers.ts';
import type { HiddenStates } from './text-encoder.ts';

/** Additive bias that takes a position out of a softmax in fp32 without making infinities. */
const EXCLUDED = -1e4;

export interface UnetConditions {
  /** Null when there is no guidance: then only the conditional half is asked for. */
  readonly negative: HiddenStates | null;
  readonly prompt: HiddenStates;
  readonly classPrompt: HiddenStates;
  /** Positions of the class prompt that belong to a class. */
  readonly isClassToken: readonly boolean[];
  /** For models that take it as an input (LCM). */
  readonly guidance: number;
  /** SDXL's sizes in pixels; null for others. */
  readonly timeIds: readonly number[] | null;
}

export interface UnetOutputs {
  /** Raw prediction of the unconditional half `[C,h,w]`; null when there was none. */
  readonly unconditional: Float32Array | null;
  readonly conditional: Float32Array;
  readonly taps: Record<string, OrtTensor>;
}

/** Calls the tapped UNet. The last row of the batch is always the conditional one, which is what the taps expect. */
export class Unet {
  readonly #network: Network;
  readonly #fragment: TapFragment;
  readonly #plan: UnetPlan;
  readonly #fitsHalves: (latentSide: MapSide) => boolean;

  /** @param fitsHalves whether there is room for both guidance halves in one call, where the graph takes them; missing: there is */
  constructor(
    network: Network,
    fragment: TapFragment,
    plan: UnetPlan,
    fitsHalves: (latentSide: MapSide) => boolean = () => true,
  ) {
    this.#network = network;
    this.#fragment = fragment;
    this.#plan = plan;
    this.#fitsHalves = fitsHalves;
  }

  /**
   * @param latent fp32 `[C,h,w]` of the side, already scaled for the model
   * @param timestep training timestep; rounded where the graph takes integers
   * @throws StudioError `number-overflow`, and as Network.run
   */
  async call(
    latent: Float32Array,
    side: MapSide,
    timestep: number,
    conditions: UnetConditions,
    tapOutputs: readonly string[],
  ): Promise<UnetOutputs> {
    const { negative, prompt } = conditions;
    const { width, height } = gridOf(side);
    const { batch, guidance, output: prediction } = this.#plan;
    const run = async (rows: readonly HiddenStates[], taps: readonly string[]) => {
      const feeds = [
        ...unetFeeds(this.#plan, {
          latent,
          latentDims: [latent.length / (width * height), height, width],
          timestep,
          rows: rows.map(({ data, pooled }) => ({ hiddenStates: data, ...(pooled ? { textEmbeds: pooled } : {}) })),
          guidance: conditions.guidance,
          timeIds: conditions.timeIds,
        }),
        ...this.#tapFeeds(conditions),
      ];
      return this.#network.run(feeds, [prediction.name, ...taps]);
    };
    const predicted = (outputs: Record<string, OrtTensor>) => {
      try {
        return this.#network.finite(floats(output(outputs, prediction.name)), ` at timestep ${Math.round(timestep)}`);
      } catch (error) {
        // Nobody else gets them.
        for (const tensor of Object.values(outputs)) tensor.dispose();
        throw error;
      }
    };
    if (negative && (guidance === 'separate' || !this.#fitsHalves(side))) {
      const first = await run([negative], []);
      const unconditional = predicted(first).slice(-latent.length);
      output(first, prediction.name).dispose();
      const taps = await run([prompt], tapOutputs);
      return { unconditional, conditional: predicted(taps).slice(-latent.length), taps };
    }
    // A batch of two that is fixed is filled with the same row twice.
    const rows = negative ? [negative, prompt] : Array.from({ length: batch ?? 1 }, () => prompt);
    const taps = await run(rows, tapOutputs);
    const all = predicted(taps);
    const unconditional = negative ? all.slice(0, latent.length) : null;
    return { unconditional, conditional: all.slice(-latent.length), taps };
  }

  /** ONNX Runtime wants every declared input at every call, even if no fetched output needs it. */
  #tapFeeds({ classPrompt, isClassToken }: UnetConditions): FeedTensor[] {
    const { classHiddenStates, classTokenBias: biasInput } = this.#fragment;
    const { type } = this.#plan.hiddenStates;
    const { positions, width } = classPrompt;
    const states = feed({ name: classHiddenStates, type, shape: [] }, classPrompt.data, [1, positions, width]);
    if (!biasInput) return [states];
    const bias = classTokenBias(isClassToken);
    return [states, feed({ name: biasInput, type: 'float32', shape: [] }, bias, [bias.length])];
  }
}

/** Key bias for softmax over class tokens only: 0 at class tokens, a large negative number elsewhere. */
export function classTokenBias(isClassToken: readonly boolean[]): Float32Array {
  return Float32Array.from(isClassToken, (is) => (is ? 0 : EXCLUDED));
}
