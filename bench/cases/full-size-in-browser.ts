import { createNormals } from '../../src/core/diffusion/noise/normals.ts';
import { StudioError } from '../../src/core/errors.ts';
import { findAttentionSites } from '../../src/core/onnx/sites/find-attention-sites.ts';
import { buildTapFragment } from '../../src/core/onnx/taps/tap-fragment.ts';
import { loadOrt } from '../../src/engine/browser/load-ort.ts';
import { Network } from '../../src/engine/networks/network.ts';
import { Unet } from '../../src/engine/networks/unet.ts';
import { openModelCache } from '../../src/models/cache/model-cache.ts';
import { planUnet } from '../../src/models/feeds/plan-inputs.ts';
import { openModelPackage, sessionParts } from '../../src/models/package/model-package.ts';
import { urlSource } from '../../src/models/source/url-source.ts';
import { countingFetch } from '../full-size/counting-fetch.ts';
import { watchHeaps } from '../full-size/heap-watch.ts';
import { worstRowSum } from '../full-size/row-sums.ts';
import { SESSION_SETTINGS, type SessionSettings } from '../full-size/session-settings.ts';

export interface FullSizeInput {
  /** Address of the model's folder. */
  readonly url: string;
  readonly settings: SessionSettings;
  /** ONNX Runtime's build; `jspi` streams weights from disk one by one, where the plain one reads the whole file first. */
  readonly build: 'wasm' | 'jspi';
  /** Of the latent. */
  readonly side: number;
  /** 2: with guidance, both halves in one call. */
  readonly halves: 1 | 2;
}

/** Times in milliseconds; null for what was not reached. */
export interface FullSizeResult {
  readonly fileBytes: number;
  readonly scanMs: number;
  readonly scanRequests: number;
  readonly scanBytes: number;
  readonly downloadMs: number;
  readonly skeletonBytes: number;
  readonly threads: number;
  readonly openMs: number | null;
  readonly openHeapBytes: number | null;
  readonly callMs: number | null;
  readonly peakHeapBytes: number;
  readonly sites: number;
  readonly maps: number;
  readonly worstRowError: number | null;
  /** Root of the mean square of the prediction. */
  readonly predictionRms: number | null;
  /** Why it ended early. */
  readonly failure: string | null;
}

const POSITIONS = 77;
const TIMESTEP = 500;

/** Loads a UNet of any size as the studio does on the CPU, all attention tapped, and calls it once. */
export async function run({ url, settings, build, side, halves }: FullSizeInput): Promise<FullSizeResult> {
  const heap = watchHeaps();
  const wire = countingFetch();
  const cache = await openModelCache(navigator);
  const model = await openModelPackage(urlSource({ url, fetch: wire.fetch, cache }));

  const before = { requests: wire.requests, bytes: wire.bytes };
  const scan = await timed(() => model.scan('unet'));
  const scanned = { scanRequests: wire.requests - before.requests, scanBytes: wire.bytes - before.bytes };
  const download = await timed(() => model.network('unet'));
  const files = download.value;
  const { graph } = files.graph;
  const { sites } = findAttentionSites(graph);
  const fragment = buildTapFragment(graph, sites, { mode: 'maps' });
  const parts = await sessionParts(files, { fragment: new Uint8Array(fragment.bytes) });
  // The studio's own choice of a build for WebGPU is jspi in Chromium; here it computes on the CPU all the same.
  const { ort, threads } = await loadOrt(build === 'jspi' ? 'webgpu' : 'wasm');

  const reached = { openMs: null, openHeapBytes: null, callMs: null, worstRowError: null, predictionRms: null };
  const result = (further: Partial<FullSizeResult>, failure: string | null): FullSizeResult => ({
    fileBytes: files.blob.size,
    scanMs: scan.ms,
    ...scanned,
    downloadMs: download.ms,
    skeletonBytes: parts.bytes.byteLength,
    threads,
    ...reached,
    ...further,
    peakHeapBytes: heap.bytes(),
    sites: sites.length,
    maps: fragment.maps.length,
    failure,
  });
  let opened: Partial<FullSizeResult> = {};
  try {
    const session = { ...SESSION_SETTINGS[settings], executionProviders: ['wasm'] };
    const open = await timed(() => Network.open(parts, { ort, file: files.path, session, device: null }));
    opened = { openMs: open.ms, openHeapBytes: heap.bytes() };
    const plan = planUnet(graph);
    const unet = new Unet(open.value, fragment, plan);
    const normals = createNormals(1);
    const width = plan.hiddenStates.shape[2] ?? 0;
    const states = { positions: POSITIONS, width, data: normals(POSITIONS * width), pooled: null };
    const latent = normals((plan.sample.shape[1] ?? 0) * side ** 2);
    const conditions = {
      negative: halves === 2 ? states : null,
      prompt: states,
      classPrompt: states,
      isClassToken: Array.from({ length: POSITIONS }, (_, position) => position === 1 || position === 2),
      guidance: 1,
      timeIds: null,
    };
    const names = fragment.maps.map(({ output }) => output);
    const call = await timed(() => unet.call(latent, side, TIMESTEP, conditions, names));
    const { conditional, taps } = call.value;
    const meanSquare = conditional.reduce((sum, value) => sum + value ** 2, 0) / conditional.length;
    const worstRowError = worstRowSum(fragment.maps, taps);
    return result({ ...opened, callMs: call.ms, worstRowError, predictionRms: Math.sqrt(meanSquare) }, null);
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return result(opened, `${error.code}: ${error.details?.runtimeMessage ?? error.message}`);
  }
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const started = performance.now();
  const value = await work();
  return { value, ms: Math.round(performance.now() - started) };
}
