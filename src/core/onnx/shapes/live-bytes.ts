import type { MapSide } from '../../grid-size.ts';
import { DataType } from '../file/data-types.ts';
import type { OnnxGraph, OnnxNode } from '../types.ts';
import { type GraphProbe, probeGraph } from './probe-graph.ts';

export interface LiveOptions {
  /** Size that free latents get. */
  readonly latentSide: MapSide;
  /** Rows of a call's batch. */
  readonly rows: number;
  /** Whether what follows from weights alone is computed anew at each call, for the layer that reads it. */
  readonly keepsWeights: boolean;
}

/** Nodes whose output is their input's memory. */
const VIEWS: ReadonlySet<string> = new Set(['Reshape', 'Squeeze', 'Unsqueeze', 'Flatten', 'Identity']);
/** Nodes that ONNX Runtime's CPU kernels let write over an input that nobody reads any more (`MayInplace`). */
const IN_PLACE: ReadonlySet<string> = new Set(
  'Add Sub Mul Div Sigmoid Tanh Relu Erf Exp Sqrt Neg Abs Clip Pow Softplus Where'.split(' '),
);
const WIDE: ReadonlySet<number> = new Set([DataType.int64, DataType.double]);
const NARROW: ReadonlySet<number> = new Set([DataType.bool, DataType.int8, DataType.uint8]);

/**
 * The most bytes that node outputs take at the same time while a graph runs once on the CPU, stored weights not counted.
 * Nodes run depth-first from the outputs, as ONNX Runtime orders them; half precision counts as fp32, which the CPU computes in. A
 * lower bound: scratch memory of kernels and gaps in the heap come on top, and tensors of unknown shape count as nothing.
 * @throws StudioError `model-corrupt` if the graph has cycles or gaps.
 */
export function peakLiveBytes(graph: OnnxGraph, { latentSide, rows, keepsWeights }: LiveOptions): number {
  const probe = probeGraph(graph, latentSide);
  const share = rows / probedRows(probe);
  const kept = new Set(graph.outputs.map(({ name }) => name));
  const reads = (tensor: string) => probe.consumers(tensor).length + (kept.has(tensor) ? Number.POSITIVE_INFINITY : 0);
  const buffers = new Map<string, Buffer>();
  let live = 0;
  let peak = 0;
  for (const node of depthFirst(probe)) {
    const inputs = [...new Set(node.inputs)].flatMap((input) => buffers.get(input) ?? []);
    for (const output of node.outputs) {
      if (!output) continue;
      const bytes = bytesOf(probe, output, share, keepsWeights);
      const reused = VIEWS.has(node.op) ? buffers.get(node.inputs[0] ?? '') : reusable(node, inputs, bytes);
      const isView = VIEWS.has(node.op) && !reused;
      const buffer = reused ?? { bytes: isView ? 0 : bytes, reads: 0 };
      buffer.reads += reads(output);
      buffers.set(output, buffer);
      if (!reused) live += buffer.bytes;
    }
    peak = Math.max(peak, live);
    for (const buffer of inputs) {
      buffer.reads--;
      if (buffer.reads === 0) live -= buffer.bytes;
    }
  }
  return peak;
}

/** Memory of one tensor, or of several that follow each other in it. */
interface Buffer {
  readonly bytes: number;
  /** Nodes that have yet to read it. */
  reads: number;
}

function reusable({ op }: OnnxNode, inputs: readonly Buffer[], bytes: number): Buffer | undefined {
  return IN_PLACE.has(op) ? inputs.find((buffer) => buffer.reads === 1 && buffer.bytes === bytes) : undefined;
}

function bytesOf({ facts, graph }: GraphProbe, tensor: string, share: number, keepsWeights: boolean): number {
  const { shape, dataType, origins } = facts(tensor);
  if (!shape) return 0;
  const perElement = WIDE.has(dataType) ? 8 : NARROW.has(dataType) ? 1 : 4;
  const bytes = shape.reduce((product, size) => product * size, perElement);
  if (origins !== 0) return bytes * share;
  // Computed once, when the model is opened.
  return keepsWeights || graph.inputs.length === 0 ? bytes : 0;
}

/** Rows that the probe gave to the graph's batch. */
function probedRows({ graph, facts, batch }: GraphProbe): number {
  const [batched] = graph.inputs.filter(({ shape }) => shape.length >= 2);
  return (batched && facts(batched.name).shape?.[0]) ?? batch;
}

/** Each node after its inputs' producers, and as late as its first reader lets it. */
function depthFirst({ graph, producer }: GraphProbe): readonly OnnxNode[] {
  const order: OnnxNode[] = [];
  const seen = new Set<OnnxNode>();
  const done = new Set<OnnxNode>();
  const pending = graph.outputs.map(({ name }) => producer(name)).reverse();
  while (pending.length > 0) {
    const node = pending.at(-1);
    if (!node || done.has(node) || seen.has(node)) {
      pending.pop();
      if (node && !done.has(node)) {
        done.add(node);
        order.push(node);
      }
      continue;
    }
    seen.add(node);
    // The last one in is the next one out.
    for (const input of [...node.inputs].reverse()) {
      const maker = producer(input);
      if (maker && !seen.has(maker)) pending.push(maker);
    }
  }
  return order;
}
