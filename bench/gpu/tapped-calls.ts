import { createNormals } from '../../src/core/diffusion/noise/normals.ts';
import type { AttentionCapture } from '../../src/engine/capture/capture.ts';
import type { Network } from '../../src/engine/networks/network.ts';
import type { HiddenStates } from '../../src/engine/networks/text-encoder.ts';
import type { Unet } from '../../src/engine/networks/unet.ts';
import type { UnetPlan } from '../../src/models/feeds/plan-inputs.ts';
import { unetFeeds } from '../../src/models/feeds/unet-feeds.ts';
import { median } from '../peers/timing.ts';

const TIMESTEP = 500;

export interface TappedCalls {
  readonly unet: Unet;
  readonly capture: AttentionCapture;
  /** The same file without taps. */
  readonly untapped: Network;
  readonly plan: UnetPlan;
  readonly channels: number;
  readonly side: number;
  readonly negative: HiddenStates;
  readonly prompt: HiddenStates;
  readonly isClassToken: readonly boolean[];
  /** After both: waits until the device has nothing left to do. */
  settle(): Promise<unknown>;
}

export interface TappedCost {
  /** A call with taps and capture by one without, medians. */
  readonly ratio: number;
  readonly tappedMs: number;
  readonly untappedMs: number;
  readonly pairs: number;
  readonly taps: number;
  readonly bareFirstMs: number;
  readonly tappedFirstMs: number;
}

/**
 * A UNet call with all default taps and capture against the same call on the untouched file, both halves of guidance in it.
 * The two alternate, so that a busy moment meets both; the first of each, in which shaders compile, is told apart.
 */
export async function compareTapped(calls: TappedCalls, pairs: number): Promise<TappedCost> {
  const { unet, capture, untapped, plan, channels, side, negative, prompt, isClassToken, settle } = calls;
  const latent = createNormals(1)(channels * side * side);
  const tapped = async (step: number) => {
    const conditions = { negative, prompt, classPrompt: prompt, isClassToken, guidance: 4, timeIds: null };
    const { taps, conditional } = await unet.call(latent, side, TIMESTEP, conditions, capture.fetches);
    await capture.add(taps, step);
    await settle();
    for (const tensor of Object.values(taps)) tensor.dispose();
    return conditional;
  };
  const bare = async () => {
    const rows = [negative, prompt].map(({ data }) => ({ hiddenStates: data }));
    const latentDims = [channels, side, side] as const;
    const feeds = unetFeeds(plan, { latent, latentDims, timestep: TIMESTEP, rows, guidance: 1, timeIds: null });
    const outputs = await untapped.run(feeds, [plan.output.name]);
    await settle();
    for (const tensor of Object.values(outputs)) tensor.dispose();
  };
  const timed = async (work: () => Promise<unknown>) => {
    const started = performance.now();
    await work();
    return performance.now() - started;
  };
  const [bareFirstMs, tappedFirstMs] = [await timed(bare), await timed(() => tapped(0))];
  const tappedMs: number[] = [];
  const untappedMs: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    untappedMs.push(await timed(bare));
    tappedMs.push(await timed(() => tapped(pair + 1)));
  }
  const ratio = median(tappedMs) / median(untappedMs);
  const firsts = { bareFirstMs, tappedFirstMs };
  return {
    ratio,
    tappedMs: median(tappedMs),
    untappedMs: median(untappedMs),
    pairs,
    taps: capture.fetches.length,
    ...firsts,
  };
}
