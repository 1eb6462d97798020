import { createNormals } from '../../src/core/diffusion/noise/normals.ts';
import { gridOf } from '../../src/core/grid-size.ts';
import { Network } from '../../src/engine/networks/network.ts';
import { bundledFiles, openBundledModel } from '../../src/engine/testing/bundled-model.ts';
import { planUnet } from '../../src/models/feeds/plan-inputs.ts';
import { unetFeeds } from '../../src/models/feeds/unet-feeds.ts';
import { openModelPackage, sessionParts } from '../../src/models/package/model-package.ts';
import { localSource } from '../../src/models/source/folder-source.ts';
import { nativeOrt } from '../peers/native-ort.ts';

const CLASSES = 'cat chair';
const CLASS_IDS = [8, 9];
const TIMESTEP = 500;

/** By the clock, and of the processor. */
export interface PictureTime {
  readonly ms: number;
  readonly cpuMs: number;
}

/**
 * The UNet calls of pictures as the command line makes them by default (the bundled model, suggested steps and guidance, both halves of
 * the guidance in a call) in a bare loop on onnxruntime-node, and nothing else: no texts, no sampler, no decoder, no masks, no disk.
 *
 * @param threads of the runtime
 * @returns times of each picture, `same` with the outputs that the command line fetches, `untouched` on the UNet's file as it
 *   is; the two alternate, so that a busy moment meets both
 */
export async function bareLoop(
  threads: number,
  pictures: number,
): Promise<{ same: PictureTime[]; untouched: PictureTime[] }> {
  const ort = nativeOrt(threads);
  const model = await openBundledModel({ ort });
  const unet = await (await openModelPackage(localSource('emoji-scenes', bundledFiles()))).network('unet');
  const parts = await sessionParts(unet);
  const untouchedUnet = await Network.open(parts, { ort, file: unet.path, session: {}, device: null });
  const plan = planUnet(unet.graph.graph);
  const { tokenizer, textEncoder, info, latentChannels } = model;
  const { steps, guidance } = info.suggested;
  const { width: side } = gridOf(info.latentSize);
  const [negative, prompt, classPrompt] = await Promise.all(
    ['', `a cat and a chair in a room; ${CLASSES}`, CLASSES].map((text) => textEncoder.encode(tokenizer.encode(text))),
  );
  if (!negative || !prompt || !classPrompt) throw new Error('There are three texts');
  const latent = createNormals(1)(latentChannels * side * side);
  const spans = CLASS_IDS.map((classId, place) => ({ classId, start: 1 + place, end: 2 + place }));
  const isClassToken = Array.from({ length: tokenizer.maxLength }, (_, position) => position === 1 || position === 2);
  const run = { steps, latentSide: side, positions: tokenizer.maxLength, spans, isClassToken, selfPower: 1 };
  const { fetches } = model.createCapture(run);
  const conditions = { negative, prompt, classPrompt, isClassToken, guidance, timeIds: null };
  const feeds = unetFeeds(plan, {
    ...{ latent, latentDims: [latentChannels, side, side], timestep: TIMESTEP, guidance, timeIds: null },
    rows: [negative, prompt].map(({ data }) => ({ hiddenStates: data })),
  });

  const callSame = () => model.unet.call(latent, side, TIMESTEP, conditions, fetches);
  const callUntouched = () => untouchedUnet.run(feeds, [plan.output.name]);
  const timed = async (call: () => Promise<unknown>) => {
    const [startMs, startCpu] = [performance.now(), process.cpuUsage()];
    for (let step = 0; step < steps; step++) await call();
    const { user, system } = process.cpuUsage(startCpu);
    return { ms: performance.now() - startMs, cpuMs: (user + system) / 1000 };
  };
  await callSame();
  await callUntouched();
  const times = { same: [] as PictureTime[], untouched: [] as PictureTime[] };
  for (let picture = 0; picture < pictures; picture++) {
    times.untouched.push(await timed(callUntouched));
    times.same.push(await timed(callSame));
  }
  return times;
}
