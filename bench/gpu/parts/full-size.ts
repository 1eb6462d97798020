import { existsSync, mkdirSync, openAsBlob, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { writeModelFolder } from '../../../scripts/generate-model/model-folder.ts';
import { createNormals } from '../../../src/core/diffusion/noise/normals.ts';
import { findAttentionSites } from '../../../src/core/onnx/sites/find-attention-sites.ts';
import { buildTapFragment } from '../../../src/core/onnx/taps/tap-fragment.ts';
import { QkCapture } from '../../../src/engine/capture/capture-qk.ts';
import { watchDevice } from '../../../src/engine/device/device-watch.ts';
import { Network } from '../../../src/engine/networks/network.ts';
import { Unet } from '../../../src/engine/networks/unet.ts';
import { planUnet } from '../../../src/models/feeds/plan-inputs.ts';
import { openModelPackage, sessionParts } from '../../../src/models/package/model-package.ts';
import { localSource } from '../../../src/models/source/folder-source.ts';
import { HALF_ON_NVIDIA, openDevice } from '../dawn.ts';
import { loadNodeOrt } from '../node-ort.ts';
import type { Part, PartContext } from '../part.ts';
import { compareTapped } from '../tapped-calls.ts';

const POSITIONS = 77;
const WAIT_FOR_WEIGHTS_MS = 90_000;
/** Latent of the miniature that a software adapter gets. */
const SMALL_SIDE = 16;
const folderOf = ({ workFolder }: Pick<PartContext, 'workFolder'>) => join(workFolder, 'full-size');

/** Writes the random weights for the next part: all of Stable Diffusion 1.5's, or the same structure in miniature. */
export const fullSizeWeights: Part = async (context) => {
  const { emit, small } = context;
  const out = `${folderOf(context)}.part`;
  mkdirSync(out, { recursive: true });
  const started = performance.now();
  const type = small ? 'fp32' : 'fp16';
  const [unet] = await writeModelFolder({
    size: small ? 'tiny' : 'sd15',
    out,
    seed: 1,
    precision: { weights: type, compute: type, io: 'fp32' },
    style: 'sdpa',
    external: false,
    only: ['unet'],
  });
  renameSync(out, folderOf(context));
  emit({
    row: 'full-size-weights',
    parameters: unet?.parameters,
    bytes: unet?.bytes,
    writeMs: performance.now() - started,
  });
  return { ok: true, says: `${unet?.parameters ?? 0} random weights written` };
};

/** A UNet of Stable Diffusion 1.5's shape with random weights at a latent of 64×64, with and without taps. */
export const fullSize: Part = async (context) => {
  const { emit, small, runtimeFolder } = context;
  const folder = folderOf(context);
  for (const begin = performance.now(); !existsSync(folder) && performance.now() - begin < WAIT_FOR_WEIGHTS_MS; ) {
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  if (!existsSync(folder)) return { ok: false, says: 'the random weights were not written in time' };
  const { device } = await openDevice(runtimeFolder, [HALF_ON_NVIDIA]);
  const isHalf = device.features.has('shader-f16');
  if (!small && !isHalf) throw new Error('The adapter has no shader-f16, which this UNet computes in.');
  const ort = await loadNodeOrt(runtimeFolder, { isTimed: !small });
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const files = paths.map((path) => {
    const relative = path.slice(folder.length + 1);
    return { path: relative, file: async () => (await openAsBlob(path)) as File };
  });
  const unetFiles = await (await openModelPackage(localSource('full-size', files))).network('unet');
  const { graph } = unetFiles.graph;
  const { sites } = findAttentionSites(graph);
  const fragment = buildTapFragment(graph, sites, { mode: 'qk' });
  const plan = planUnet(graph);
  const taps = fragment.qk.flatMap(({ query, key }) => [query, key]);
  const watch = watchDevice(device);
  const provider = { executionProviders: [{ name: 'webgpu' as const, device }] };
  const open = async (session: object, added?: Uint8Array<ArrayBuffer>) => {
    const started = performance.now();
    const parts = await sessionParts(unetFiles, added ? { fragment: added } : {});
    const network = await Network.open(parts, { ort, file: unetFiles.path, session, device: watch });
    emit({ row: 'full-size-open', tapped: added !== undefined, openMs: performance.now() - started });
    return network;
  };
  const locations = Object.fromEntries(taps.map((name) => [name, 'gpu-buffer' as const]));
  const kept = { ...provider, preferredOutputLocation: { ...locations, [plan.output.name]: 'cpu' as const } };
  const tapped = await open(kept, new Uint8Array(fragment.bytes));
  const untapped = await open(provider);

  const normals = createNormals(1);
  const width = plan.hiddenStates.shape[2] ?? 0;
  const states = () => ({ positions: POSITIONS, width, data: normals(POSITIONS * width), pooled: null });
  const isClassToken = Array.from({ length: POSITIONS }, (_, position) => position === 1 || position === 2);
  const spans = [{ classId: 8, start: 1, end: 3 }];
  const pairs = small ? 1 : 12;
  const side = small ? SMALL_SIDE : 64;
  const run = { steps: pairs + 1, latentSide: side, positions: POSITIONS, spans, isClassToken, selfPower: 1 };
  const capture = new QkCapture(device, fragment, run);
  try {
    const cost = await compareTapped(
      {
        unet: new Unet(tapped, fragment, plan),
        capture,
        untapped,
        plan,
        channels: Number(plan.sample.shape[1]),
        side,
        negative: states(),
        prompt: states(),
        isClassToken,
        settle: () => device.queue.onSubmittedWorkDone(),
      },
      pairs,
    );
    await capture.selfCheck();
    watch.throwIfFaulty();
    emit({ row: 'full-size', side, sites: sites.length, ...cost });
  } finally {
    capture.dispose();
  }
  const calls = `${pairs + 1} calls with taps and ${pairs + 1} without at ${side}×${side}`;
  return { ok: true, says: `${calls}; attention of ${sites.length} sites captured, its rows sum to 1` };
};
