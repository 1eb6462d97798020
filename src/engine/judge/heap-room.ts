import { StudioError } from '../../core/errors.ts';
import { tokensOf } from '../../core/grid-size.ts';
import { peakLiveBytes } from '../../core/onnx/shapes/live-bytes.ts';
import { keepsWeights } from '../../models/package/large-weights.ts';
import { weightBytes } from '../../models/preflight/preflight-memory.ts';
import type { Finding, MachineFacts } from '../../models/preflight/preflight-types.ts';
import { guidanceHalvesFit } from '../load/guidance-halves.ts';
import type { ModelGraphs, ModelPlan } from '../load/plan-model.ts';

/** The runtime, its kernels' scratch memory and gaps in the heap: what was measured beyond what is counted (docs/full-size.md). */
const OVERHEAD_BYTES = 250e6;
/** Maps of the largest side that taps hold beside a side's sum, while a site is added (tap-memory.test.ts). */
const PASSING_MAPS = 3;

/** What a picture takes of the heap, in bytes. */
export interface HeapNeed {
  readonly weightBytes: number;
  /** Of the network that computes with most at once. */
  readonly layerBytes: number;
  readonly totalBytes: number;
}

/** What the CPU needs to make a picture with a model, from its graphs alone. */
export function heapNeed({ unet, textEncoders, decoder }: ModelGraphs, plan: HeapPlan): HeapNeed {
  const graphs = [unet, ...textEncoders, decoder];
  const keeps = keepsWeights(graphs);
  const { latentSize } = plan;
  const live = (graph: ModelGraphs['unet'], rows: number) =>
    peakLiveBytes(graph, { latentSide: latentSize, rows, keepsWeights: keeps });
  const halves = plan.inputs.unet.batch ?? (guidanceHalvesFit(plan.search.sites, latentSize) ? 2 : 1);
  const layerBytes = Math.max(
    live(unet, halves) + tapBytes(plan),
    live(decoder, 1),
    ...textEncoders.map((graph) => live(graph, 1)),
  );
  const weights = weightBytes(graphs, { backend: 'wasm' });
  return { weightBytes: weights, layerBytes, totalBytes: weights + layerBytes + OVERHEAD_BYTES };
}

type HeapPlan = Pick<ModelPlan, 'inputs' | 'search' | 'selfSides' | 'latentSize'>;

/** A_S of each side, and the maps that pass while one is added. */
function tapBytes({ selfSides }: HeapPlan): number {
  const maps = selfSides.map((side) => Float32Array.BYTES_PER_ELEMENT * tokensOf(side) ** 2);
  return maps.reduce((sum, bytes) => sum + bytes, 0) + PASSING_MAPS * Math.max(0, ...maps);
}

/** That a picture does not fit into the runtime's memory, with numbers. */
export function heapFindings(graphs: ModelGraphs, plan: HeapPlan, machine: MachineFacts): readonly Finding[] {
  const tooMuch = tooMuchHeap(graphs, plan, machine);
  return tooMuch ? [{ level: 'impossible', file: null, message: tooMuch.message, whatToDo: tooMuch.whatToDo }] : [];
}

/** @throws StudioError `model-unsupported` where a picture does not fit into the runtime's memory */
export function requireHeap(graphs: ModelGraphs, plan: HeapPlan, machine: MachineFacts): void {
  const tooMuch = tooMuchHeap(graphs, plan, machine);
  if (!tooMuch) return;
  const { message, whatToDo, details } = tooMuch;
  throw new StudioError({ code: 'model-unsupported', message: `${message} ${whatToDo}`, details });
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

function tooMuchHeap(graphs: ModelGraphs, plan: HeapPlan, { heapBytes }: MachineFacts) {
  if (heapBytes === null) return null;
  const { weightBytes, layerBytes, totalBytes } = heapNeed(graphs, plan);
  if (totalBytes <= heapBytes) return null;
  return {
    message: `A picture takes about ${gigabytes(totalBytes)} on the CPU, ${gigabytes(weightBytes)} of it for the weights and ${gigabytes(layerBytes)} for what is computed at once; WebAssembly has ${gigabytes(heapBytes)}.`,
    whatToDo: 'Use a browser with WebGPU, an export with weights of fewer bits, or a model for smaller pictures.',
    details: { weightBytes, layerBytes, totalBytes },
  };
}
