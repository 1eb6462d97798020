import { type GridSize, isSameSize, type MapSide } from '../../core/grid-size.ts';
import { latentSideOf } from '../../core/picture-sizes.ts';
import { sdxlTimeIds } from '../../models/feeds/unet-feeds.ts';
import type { AttentionCapture } from '../capture/capture.ts';
import { checkMaps } from '../capture/check-map.ts';
import type { Unet, UnetConditions, UnetOutputs } from '../networks/unet.ts';
import type { EncodedPrompts } from './encode-prompts.ts';
import type { JobContext } from './job-context.ts';

/** A job's calls of the tapped UNet, whose attention goes into one capture. */
export class CapturedCalls {
  readonly capture: AttentionCapture;
  readonly #context: JobContext;
  readonly #conditions: UnetConditions;
  readonly #drawing: Unet;
  readonly #latentSide: MapSide;
  #isUnchecked: boolean;

  /**
   * @param calls how many captured calls there will be
   * @param size of the picture in pixels
   * @param selfPower as `CaptureRun`
   * @param drawing the UNet that `call` and `callPlain` ask; `callUnguided` always asks the model's own
   */
  constructor(
    context: JobContext,
    { conditions, spans }: EncodedPrompts,
    calls: number,
    size: GridSize,
    selfPower = 1,
    drawing = context.model.unet,
  ) {
    const { model, isFirstUse } = context;
    this.#context = context;
    this.#drawing = drawing;
    const { sizes } = model.info;
    this.#conditions = isSameSize(size, sizes.usual) ? conditions : conditionsFor(conditions, size);
    this.#latentSide = latentSideOf(size, sizes);
    this.#isUnchecked = isFirstUse;
    this.capture = model.createCapture({
      steps: calls,
      latentSide: this.#latentSide,
      positions: model.tokenizer.maxLength,
      spans,
      isClassToken: conditions.isClassToken,
      selfPower,
    });
  }

  /**
   * One call with capture. The first one on a model is checked: rows of A_S sum to 1, and maps are the graph's own.
   * @param latent fp32 `[C,h,w]` at the noise level of `timestep`
   * @param isGuided false: without the negative half, also where the prompts have one
   * @throws StudioError `self-check-failed`, `number-overflow`, `device-lost`, `out-of-memory`, `worker-crashed`
   */
  call(
    latent: Float32Array,
    timestep: number,
    callIndex: number,
    isGuided: boolean,
  ): Promise<Omit<UnetOutputs, 'taps'>> {
    return this.#capture(this.#drawing, latent, timestep, callIndex, this.#halves(isGuided));
  }

  /** The same of the conditional half alone, for its attention: whoever wants no prediction needs no other half. */
  async callUnguided(latent: Float32Array, timestep: number, callIndex: number): Promise<void> {
    await this.#capture(this.#context.model.unet, latent, timestep, callIndex, this.#halves(false));
  }

  async #capture(
    unet: Unet,
    latent: Float32Array,
    timestep: number,
    callIndex: number,
    conditions: UnetConditions,
  ): Promise<Omit<UnetOutputs, 'taps'>> {
    const { model } = this.#context;
    const checks = this.#isUnchecked ? model.checks : [];
    const checked = checks.flatMap(({ query, key, probabilities }) => [query, key, probabilities]);
    const fetches = [...new Set([...this.capture.fetches, ...checked])];
    const { taps, ...prediction } = await this.#run(unet, latent, timestep, conditions, fetches);
    try {
      await this.capture.add(taps, callIndex);
      await checkMaps(checks, taps);
    } finally {
      for (const tensor of Object.values(taps)) tensor.dispose();
    }
    if (this.#isUnchecked) await this.capture.selfCheck();
    this.#isUnchecked = false;
    model.device?.throwIfFaulty();
    return prediction;
  }

  /** One call whose attention is not looked at. @throws as Network.run */
  async callPlain(latent: Float32Array, timestep: number, isGuided: boolean): Promise<Omit<UnetOutputs, 'taps'>> {
    const { taps, ...prediction } = await this.#run(this.#drawing, latent, timestep, this.#halves(isGuided), []);
    for (const tensor of Object.values(taps)) tensor.dispose();
    this.#context.model.device?.throwIfFaulty();
    return prediction;
  }

  #halves(isGuided: boolean): UnetConditions {
    return isGuided ? this.#conditions : { ...this.#conditions, negative: null };
  }

  #run(
    unet: Unet,
    latent: Float32Array,
    timestep: number,
    conditions: UnetConditions,
    fetches: readonly string[],
  ): Promise<UnetOutputs> {
    return unet.call(latent, this.#latentSide, timestep, conditions, fetches);
  }
}

/** SDXL is told the picture's size. */
function conditionsFor(conditions: UnetConditions, { width, height }: GridSize): UnetConditions {
  return { ...conditions, timeIds: conditions.timeIds && sdxlTimeIds(height, width) };
}
