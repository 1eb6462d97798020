import { StudioError } from '../../errors.ts';
import type { OnnxGraph, OnnxNode } from '../types.ts';

/** The graph as a web of nodes: who makes a tensor, who reads it, and an order in which the nodes can run. */
export interface GraphView {
  readonly graph: OnnxGraph;
  /** Every node after the producers of its inputs. */
  readonly order: readonly OnnxNode[];
  /** Longest path from the graph's inputs, in nodes: the same however the file orders or names its nodes. */
  depth(node: OnnxNode): number;
  producer(tensor: string): OnnxNode | undefined;
  consumers(tensor: string): readonly OnnxNode[];
}

/** @throws StudioError `model-corrupt` if nodes form a cycle or read a tensor that nobody makes. */
export function viewGraph(graph: OnnxGraph): GraphView {
  const producers = new Map<string, OnnxNode>();
  const consumers = new Map<string, OnnxNode[]>();
  for (const node of graph.nodes) {
    for (const output of node.outputs) if (output) producers.set(output, node);
    for (const input of new Set(node.inputs)) {
      const readers = consumers.get(input);
      if (readers) readers.push(node);
      else if (input) consumers.set(input, [node]);
    }
  }
  const { order, depths } = sortNodes(graph, producers, consumers);
  return {
    graph,
    order,
    depth: (node) => depths.get(node) ?? 0,
    producer: (tensor) => producers.get(tensor),
    consumers: (tensor) => consumers.get(tensor) ?? [],
  };
}

/** Kahn's algorithm: a node is ready once all its produced inputs are. */
function sortNodes(
  graph: OnnxGraph,
  producers: ReadonlyMap<string, OnnxNode>,
  consumers: ReadonlyMap<string, readonly OnnxNode[]>,
): { order: OnnxNode[]; depths: Map<OnnxNode, number> } {
  const given = new Set([...graph.inputs.map(({ name }) => name), ...graph.initialisers.keys()]);
  const waiting = new Map<OnnxNode, number>();
  const depths = new Map<OnnxNode, number>();
  const order: OnnxNode[] = [];
  for (const node of graph.nodes) {
    const produced = new Set(node.inputs.filter((input) => input && !given.has(input)));
    waiting.set(node, produced.size);
    if (produced.size === 0) order.push(node);
  }
  for (const node of order) {
    const above = node.inputs.map((input) => depths.get(producers.get(input) ?? node) ?? 0);
    depths.set(node, 1 + Math.max(0, ...above));
    for (const output of node.outputs) {
      for (const reader of consumers.get(output) ?? []) {
        const left = (waiting.get(reader) ?? 0) - 1;
        waiting.set(reader, left);
        if (left === 0) order.push(reader);
      }
    }
  }
  const stuck = graph.nodes.find((node) => (waiting.get(node) ?? 0) > 0);
  if (stuck) {
    throw new StudioError({
      code: 'model-corrupt',
      message:
        `Expected a graph without gaps or cycles; node "${stuck.name}" (${stuck.op}) waits for a tensor that no node ` +
        `makes: ${stuck.inputs.filter((input) => input && !given.has(input)).join(', ')}. Export the model again.`,
    });
  }
  return { order, depths };
}

/** All nodes that `tensor` is computed from. */
export function nodesBefore(view: GraphView, tensor: string): Set<OnnxNode> {
  return reach(view.producer(tensor), (node) => node.inputs.map((input) => view.producer(input)));
}

/** All nodes computed from the outputs of `start`. */
export function nodesAfter(view: GraphView, start: OnnxNode): Set<OnnxNode> {
  const found = reach(start, (node) => node.outputs.flatMap((output) => view.consumers(output)));
  found.delete(start);
  return found;
}

function reach(
  start: OnnxNode | undefined,
  next: (node: OnnxNode) => readonly (OnnxNode | undefined)[],
): Set<OnnxNode> {
  const found = new Set<OnnxNode>();
  const pending = [start];
  while (pending.length > 0) {
    const node = pending.pop();
    if (!node || found.has(node)) continue;
    found.add(node);
    pending.push(...next(node));
  }
  return found;
}
