import { DataType } from '../../core/onnx/file/data-types.ts';
import { numberAttribute, tensorAttribute } from '../../core/onnx/file/node-attributes.ts';
import type { OnnxGraph, OnnxNode } from '../../core/onnx/types.ts';
import {
  type Finding,
  type MachineFacts,
  OTHER_EXPORT,
  type PreflightNetwork,
  runtimeName,
} from './preflight-types.ts';

/** bfloat16 and the float8 kinds (onnx.proto), which no kernel of the web build takes. */
const UNSUPPORTED_TYPES: Readonly<Record<number, string>> = {
  16: 'bfloat16',
  17: 'float8',
  18: 'float8',
  19: 'float8',
  20: 'float8',
};
/** Half-precision weights that only these read are widened once, when the session is made. */
const WIDENING_OPS: ReadonlySet<string> = new Set(['Cast', 'Constant', 'DequantizeLinear']);

/** Number formats that the backend computes wrongly, slowly or not at all. */
export function precisionFindings({ path, graph }: PreflightNetwork, machine: MachineFacts): Finding[] {
  const findings: Finding[] = [];
  const add = (level: Finding['level'], message: string, whatToDo: string) =>
    findings.push({ level, file: path, message, whatToDo });

  for (const type of new Set([...graph.initialisers.values()].map(({ dataType }) => UNSUPPORTED_TYPES[dataType]))) {
    if (type)
      add(
        'impossible',
        `Weights in ${type}, which ${runtimeName(machine)} does not read.`,
        'Export it in fp16 or fp32.',
      );
  }
  const half = halfPrecisionNodes(graph);
  if (half.length > 0 && machine.backend === 'webgpu' && !machine.hasShaderF16) {
    add(
      'impossible',
      `${half.length} nodes compute in half precision; this graphics device has no shader-f16.`,
      'Use the WASM backend, another device or browser, or a model with fp32 computation.',
    );
  }
  if (half.length > 0 && machine.backend !== 'webgpu') {
    add(
      'warning',
      `${half.length} nodes compute in half precision, which the CPU widens to fp32: slower, and more memory.`,
      machine.backend === 'wasm'
        ? 'Close other tabs, or use a browser with WebGPU and shader-f16.'
        : 'An export in fp32 needs no widening.',
    );
  }
  const doubles = tensorNames(graph, DataType.double);
  const powers = graph.nodes.filter(({ op, inputs }) => op === 'Pow' && doubles.has(inputs[1] ?? ''));
  if (doubles.size > 0 && machine.backend === 'webgpu') {
    // The CPU provider of 1.30 takes such a Pow by widening it, so refusing the model would be too much.
    const doubt =
      powers.length > 0 && half.length > 0
        ? ` ${powers.length} Pow nodes raise half-precision numbers to a double-precision power, with which ONNX Runtime 1.26 is reported to fail.`
        : '';
    add(
      'warning',
      `${doubles.size} double-precision tensors: the nodes that read them run on the CPU, with copies to and fro.${doubt}`,
      OTHER_EXPORT,
    );
  }
  return findings;
}

/** Nodes that compute on half-precision weights or inputs, rather than widen them. */
export function halfPrecisionNodes(graph: OnnxGraph): readonly OnnxNode[] {
  const halves = tensorNames(graph, DataType.float16);
  return graph.nodes.filter(({ op, inputs }) => !WIDENING_OPS.has(op) && inputs.some((input) => halves.has(input)));
}

/** Initialisers, graph inputs, constants and casts of one dtype. */
function tensorNames(graph: OnnxGraph, dataType: number): ReadonlySet<string> {
  const names = new Set<string>();
  for (const tensor of [...graph.initialisers.values(), ...graph.inputs]) {
    if (tensor.dataType === dataType) names.add(tensor.name);
  }
  for (const node of graph.nodes) {
    const made =
      node.op === 'Constant'
        ? tensorAttribute(node, 'value')?.dataType
        : node.op === 'Cast'
          ? numberAttribute(node, 'to', 0)
          : undefined;
    const [output] = node.outputs;
    if (made === dataType && output) names.add(output);
  }
  return names;
}
