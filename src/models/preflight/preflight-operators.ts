import type { OnnxNode } from '../../core/onnx/types.ts';
import {
  type Finding,
  type MachineFacts,
  OTHER_EXPORT,
  type PreflightNetwork,
  runtimeName,
} from './preflight-types.ts';

/** Options of ONNX Runtime's optimiser (onnxruntime/transformers/fusion_options.py) that leave an operator out. */
const LEFT_OUT_BY: Readonly<Record<string, string>> = {
  NhwcConv: '--disable_nhwc_conv',
  GroupNorm: '--disable_group_norm',
  SkipGroupNorm: '--disable_skip_group_norm',
  BiasSplitGelu: '--disable_bias_splitgelu',
  BiasAdd: '--disable_bias_add',
  MultiHeadAttention: '--disable_packed_qkv --disable_packed_kv',
};

/** Operators of `com.microsoft` for which onnxruntime-web 1.30 has a kernel neither on WebGPU nor on the CPU. */
const NOWHERE: ReadonlySet<string> = new Set(['NhwcConv', 'GroupNorm', 'SkipGroupNorm']);
/** Those that only WebGPU has. */
const WEBGPU_ONLY: ReadonlySet<string> = new Set(['BiasSplitGelu', 'BiasAdd']);
const DOMAINS: ReadonlySet<string> = new Set(['', 'com.microsoft']);
/** Slice with inputs, which taps need. */
const MIN_UNET_OPSET = 11;

/** Operators that no kernel of the runtime runs. */
export function operatorFindings({ path, role, graph }: PreflightNetwork, machine: MachineFacts): Finding[] {
  const findings: Finding[] = [];
  const runtime = runtimeName(machine);
  const impossible = (message: string, whatToDo = OTHER_EXPORT) =>
    findings.push({ level: 'impossible', file: path, message, whatToDo });
  for (const [name, nodes] of groupByOperator(graph.nodes)) {
    const [{ op, domain }] = nodes;
    const count = `${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'}`;
    if (!DOMAINS.has(domain)) impossible(`${count} of ${name}: ${runtime} knows no operators of "${domain}".`);
    else if (domain !== 'com.microsoft') continue;
    else if (NOWHERE.has(op)) impossible(`${count} of ${name}, an operator that ${runtime} lacks.`, leaveOut(op));
    else if (WEBGPU_ONLY.has(op) && machine.backend !== 'webgpu') {
      impossible(
        `${count} of ${name}, which runs on WebGPU only.`,
        machine.backend === 'wasm' ? `Use a browser with WebGPU. ${leaveOut(op)}` : leaveOut(op),
      );
    } else if (op === 'MultiHeadAttention') {
      const packed = nodes.filter(isPacked).length;
      if (packed > 0)
        impossible(`${packed} of ${count} of ${name} take packed Q, K and V, which ${runtime} cannot.`, leaveOut(op));
    }
  }
  const opset = graph.opsets.get('') ?? 0;
  if (role === 'unet' && opset < MIN_UNET_OPSET) {
    impossible(
      `Operator set ${opset}; the attention of a UNet can be read from ${MIN_UNET_OPSET} on.`,
      'Export it again with operator set 17.',
    );
  }
  return findings;
}

const leaveOut = (op: string) =>
  `Choose a plain export, or optimise it again with ${LEFT_OUT_BY[op]} for onnxruntime.transformers.`;

/** Query alone holds all three, or key holds K and V: then the value input is left out. */
function isPacked({ inputs }: OnnxNode): boolean {
  return !inputs[2];
}

type Nodes = [OnnxNode, ...OnnxNode[]];

function groupByOperator(nodes: readonly OnnxNode[]): Map<string, Nodes> {
  const groups = new Map<string, Nodes>();
  for (const node of nodes) {
    const name = node.domain ? `${node.domain}.${node.op}` : node.op;
    const known = groups.get(name);
    if (known) known.push(node);
    else groups.set(name, [node]);
  }
  return groups;
}
