import { createNormals } from '../../../src/core/diffusion/noise/normals.ts';
import { gridOf } from '../../../src/core/grid-size.ts';
import { callUntapped, openBenchEngine } from '../../peers/bundled-engine.ts';
import { median } from '../../peers/timing.ts';

const PAIRS = 15;
const TIMESTEP = 500;

/**
 * A UNet call with all default taps and capture against the same call on the untouched model, WASM, batch 2 (guidance).
 * The two alternate, so that a busy moment meets both; `ratio` = median tapped time / median untapped time.
 */
export async function run(): Promise<Record<string, unknown>> {
  const engine = await openBenchEngine(null);
  const { model, loaded } = engine;
  const { tokenizer, textEncoder, info, latentChannels } = model;
  const { width: side } = gridOf(info.latentSize);
  const negative = await textEncoder.encode(tokenizer.encode(''));
  const prompt = await textEncoder.encode(tokenizer.encode('a cat and a chair in a room; cat chair'));
  const classPrompt = await textEncoder.encode(tokenizer.encode('cat chair'));
  const isClassToken = Array.from({ length: tokenizer.maxLength }, (_, position) => position === 1 || position === 2);
  const spans = [
    { classId: 8, start: 1, end: 2 },
    { classId: 9, start: 2, end: 3 },
  ];
  const latent = createNormals(1)(latentChannels * side * side);
  const capture = model.createCapture({
    steps: PAIRS + 1,
    latentSide: side,
    positions: tokenizer.maxLength,
    spans,
    isClassToken,
    selfPower: 1,
  });

  const tapped = async (step: number) => {
    const conditions = { negative, prompt, classPrompt, isClassToken, guidance: 4, timeIds: null };
    const { taps } = await model.unet.call(latent, side, TIMESTEP, conditions, capture.fetches);
    await capture.add(taps, step);
    for (const tensor of Object.values(taps)) tensor.dispose();
  };
  const bare = async () => {
    const states = [negative.data, prompt.data] as const;
    (await callUntapped(engine, latent, side, TIMESTEP, states)).dispose();
  };
  const timed = async (work: () => Promise<void>) => {
    const started = performance.now();
    await work();
    return performance.now() - started;
  };

  await bare();
  await tapped(0);
  const tappedMs: number[] = [];
  const untappedMs: number[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    untappedMs.push(await timed(bare));
    tappedMs.push(await timed(() => tapped(pair + 1)));
  }
  return {
    ratio: median(tappedMs) / median(untappedMs),
    tappedMs: median(tappedMs),
    untappedMs: median(untappedMs),
    pairs: PAIRS,
    threads: loaded.threads,
    taps: capture.fetches.length,
  };
}
