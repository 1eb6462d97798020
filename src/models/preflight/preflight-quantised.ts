import { numberAttribute } from '../../core/onnx/file/node-attributes.ts';
import type { Finding, MachineFacts, PreflightNetwork } from './preflight-types.ts';

/** Operators that round or multiply integers, for which onnxruntime-web 1.30 has kernels on the CPU alone. */
const INTEGER_OPS: ReadonlySet<string> = new Set([
  'ConvInteger',
  'DynamicQuantizeLinear',
  'DynamicQuantizeMatMul',
  'MatMulInteger',
  'MatMulIntegerToFloat',
  'QAttention',
  'QLinearConv',
  'QLinearMatMul',
  'QuantizeLinear',
]);
/** Operators with packed weights, whose WebGPU kernels take four and eight bits ("Only 4/8 bits are supported for webgpu"). */
const PACKED_OPS: ReadonlySet<string> = new Set(['MatMulNBits', 'GatherBlockQuantized']);

/** Quantised layers that the graphics card does not compute. */
export function quantisedFindings({ path, graph }: PreflightNetwork, { backend }: MachineFacts): Finding[] {
  if (backend !== 'webgpu') return [];
  const findings: Finding[] = [];
  const warn = (message: string, whatToDo: string) =>
    findings.push({ level: 'warning', file: path, message, whatToDo });
  const integer = graph.nodes.filter(({ op }) => INTEGER_OPS.has(op));
  if (integer.length > 0) {
    const ops = [...new Set(integer.map(({ op }) => op))].sort().join(', ');
    warn(
      `${integer.length} nodes compute with integers (${ops}), which only the CPU does: with WebGPU their numbers go to the CPU and back at each call.`,
      'Use the WASM backend, or an export with weights of four bits or in half precision.',
    );
  }
  const twoBits = graph.nodes.filter((node) => PACKED_OPS.has(node.op) && numberAttribute(node, 'bits', 4) === 2);
  if (twoBits.length > 0) {
    warn(
      `${twoBits.length} nodes hold weights of two bits; WebGPU's kernels take four and eight, so opening it may fail.`,
      'Use the WASM backend, or an export with weights of four bits.',
    );
  }
  return findings;
}
