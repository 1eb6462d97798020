import { FragmentWriter } from '../file/fragment-writer.ts';
import { type GraphView, nodesAfter, nodesBefore, viewGraph } from '../file/graph-view.ts';
import type { OnnxGraph, RepeatedNodes } from '../types.ts';
import { repeatNodes } from './repeat-nodes.ts';

/** A final normalisation takes one node, or about ten where it is written out. */
const MOST_NODES = 24;
/** Operators that hand a tensor on. */
const PASSING_OPS: ReadonlySet<string> = new Set(['Cast', 'Identity']);

/** A text encoder's states as though it ended some layers earlier. */
export interface EarlierStates {
  /** Appended to the graph; empty where its own outputs are such states. */
  readonly fragment: Uint8Array<ArrayBuffer>;
  /** Outputs `[B,T,width]`: without the last layer, without the last two, and so on. */
  readonly outputs: readonly string[];
}

/**
 * Makes outputs of what CLIP's text encoder gives when its last layers are left out: the states after an earlier layer, through the
 * graph's own final normalisation, as it does with those after the last (clip_skip of diffusers' Stable Diffusion pipelines). A graph
 * without normalised states, from which the last layer's are taken as they are, gives the earlier ones alike.
 *
 * @param layers the graph's outputs of states after each layer, the embedding first
 * @param last its output of normalised states; null where there is none
 * @returns null where the graph does not show how it gets from the last layer to its normalised states
 */
export function earlierStates(graph: OnnxGraph, layers: readonly string[], last: string | null): EarlierStates | null {
  const earlier = layers.slice(0, -1).reverse();
  if (earlier.length === 0) return null;
  if (last === null) return { fragment: new Uint8Array(0), outputs: earlier };
  const view = viewGraph(graph);
  const norm = finalNorm(view, sourceOf(view, layers.at(-1) ?? ''), last);
  if (!norm) return null;
  const writer = new FragmentWriter('clip-skip/');
  const outputs = earlier.map((layer) => repeatNodes(writer, norm, sourceOf(view, layer)));
  for (const output of outputs) writer.output(output);
  return { fragment: new Uint8Array(writer.finish()), outputs };
}

/** What makes the normalised states of the last layer's. */
function finalNorm(view: GraphView, input: string, output: string): RepeatedNodes | null {
  const start = view.producer(input);
  if (!start) return null;
  const after = nodesAfter(view, start);
  const before = nodesBefore(view, output);
  const nodes = view.order.filter((node) => after.has(node) && before.has(node));
  return nodes.length > 0 && nodes.length <= MOST_NODES ? { input, output, nodes } : null;
}

/** The tensor that an output hands on. */
function sourceOf(view: GraphView, tensor: string): string {
  const node = view.producer(tensor);
  return node && PASSING_OPS.has(node.op) && node.inputs[0] ? sourceOf(view, node.inputs[0]) : tensor;
}
