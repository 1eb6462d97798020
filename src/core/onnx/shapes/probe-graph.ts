import { type GridSize, gridOf, type MapSide } from '../../grid-size.ts';
import { DataType } from '../file/data-types.ts';
import { type GraphView, viewGraph } from '../file/graph-view.ts';
import { numberAttribute, tensorAttribute } from '../file/node-attributes.ts';
import { contextInputs, sampleInput } from '../sites/context-inputs.ts';
import type { OnnxGraph, OnnxNode, TensorInfo } from '../types.ts';
import { type NodeFacts, type TensorFacts, UNKNOWN } from './probe-types.ts';
import { quantisedType } from './quantised-shapes.ts';
import { outputShapes } from './shape-rules.ts';
import { foldNode, storedValue } from './value-rules.ts';

/** Sizes that free dimensions get. A latent side of 64 can be halved six times; two pictures tell batch from the rest. */
const PROBE = { batch: 2, latentSide: 64, positions: 77, features: 16 } as const;

/** A graph walked once with inputs of chosen sizes, without running it. */
export interface GraphProbe extends GraphView {
  /** Input of the noisy latents `[B, C, H, W]`; null in a graph without pictures. */
  readonly sample: TensorInfo | null;
  /** Sides H and W that the probe gave to the latents. */
  readonly latentSides: readonly [height: number, width: number] | null;
  readonly batch: number;
  /** Inputs that carry the prompt's hidden states `[B, T, context]`. */
  readonly contexts: readonly TensorInfo[];
  facts(tensor: string): TensorFacts;
  /** Whether the tensor's numbers depend on this graph input. */
  dependsOn(tensor: string, input: TensorInfo): boolean;
}

/**
 * Walks the graph in execution order and derives shapes, short constants, dtypes and the inputs that each tensor depends
 * on. Heads, scales and picture sides come out of the same shape arithmetic that the model itself does.
 * @throws StudioError `model-corrupt` if the graph has cycles or gaps.
 */
export function probeGraph(graph: OnnxGraph, latentSide: MapSide = PROBE.latentSide): GraphProbe {
  const view = viewGraph(graph);
  const latents = gridOf(latentSide);
  const sample = sampleInput(graph);
  const known = new Map<string, TensorFacts>();
  for (const { name, dims, dataType, ...tensor } of graph.initialisers.values()) {
    known.set(name, { shape: dims, value: storedValue({ name, dims, dataType, ...tensor }), dataType, origins: 0 });
  }
  graph.inputs.forEach((input, i) => {
    // 31 bits carry every UNet's inputs; were there more, the last ones would share a bit.
    const origins = 1 << Math.min(i, 30);
    known.set(input.name, { shape: probeShape(input, latents), value: null, dataType: input.dataType, origins });
  });
  const opset = graph.opsets.get('') ?? 0;
  for (const node of view.order) learnNode(node, opset, known);
  const facts = (tensor: string) => known.get(tensor) ?? UNKNOWN;
  const sampleShape = sample && facts(sample.name).shape;
  return {
    ...view,
    sample,
    latentSides: sampleShape?.length === 4 ? [sampleShape[2] as number, sampleShape[3] as number] : null,
    batch: sampleShape?.[0] ?? PROBE.batch,
    contexts: contextInputs(graph),
    facts,
    dependsOn: (tensor, input) => (facts(tensor).origins & facts(input.name).origins) !== 0,
  };
}

function probeShape({ shape }: TensorInfo, { width, height }: GridSize): readonly number[] {
  const free =
    shape.length === 4 ? [PROBE.batch, 4, height, width] : shape.length === 1 ? [1] : [PROBE.batch, PROBE.positions];
  return shape.map((size, i) => (typeof size === 'number' && size > 0 ? size : (free[i] ?? PROBE.features)));
}

function learnNode(node: OnnxNode, opset: number, known: Map<string, TensorFacts>): void {
  const inputs = node.inputs.map((input) => known.get(input) ?? UNKNOWN);
  const facts: NodeFacts = { node, inputs, opset };
  const shapes = outputShapes(facts);
  const value = foldNode(facts);
  const isShapeOnly = node.op === 'Shape' || node.op === 'Size';
  const origins = isShapeOnly ? 0 : inputs.reduce((bits, input) => bits | input.origins, 0);
  node.outputs.forEach((output, i) => {
    if (!output) return;
    const first = i === 0 ? value : null;
    const dataType = quantisedType(node, inputs, i) ?? outputType(node, inputs);
    known.set(output, { shape: shapes[i] ?? first?.dims ?? null, value: first, dataType, origins });
  });
}

function outputType(node: OnnxNode, inputs: readonly TensorFacts[]): number {
  switch (node.op) {
    case 'Cast':
      return numberAttribute(node, 'to', 0);
    case 'Shape':
    case 'Size':
      return DataType.int64;
    case 'Constant':
    case 'ConstantOfShape':
      return (
        tensorAttribute(node, 'value')?.dataType ??
        (node.attributes.has('value_ints') ? DataType.int64 : DataType.float)
      );
    case 'Where':
      return inputs[1]?.dataType ?? 0;
    default:
      return inputs[0]?.dataType ?? 0;
  }
}
