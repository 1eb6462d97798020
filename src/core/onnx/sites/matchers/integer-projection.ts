import type { GraphProbe } from '../../shapes/probe-graph.ts';
import type { OnnxNode, RepeatedNodes } from '../../types.ts';

/**
 * What QAttention of com.microsoft does before its attention, as nodes of their own: the product of the quantised input
 * and weight, both scales, the bias (ONNX Runtime, docs/ContribOperators.md). Inputs: x, weight, bias, scales of x and of
 * the weight, a mask, zero points of x and of the weight.
 */
export function integerProjection(probe: GraphProbe, { inputs, outputs, name }: OnnxNode): RepeatedNodes {
  const [x = '', weight = '', bias = '', scale = '', weightScale = '', , zeroPoint = '', weightZeroPoint = ''] = inputs;
  const made = (step: string) => `${outputs[0]}/${step}`;
  const node = (op: string, operands: readonly string[], output: string, to?: number): OnnxNode => ({
    ...{ name, op, domain: '', inputs: operands, outputs: [output] },
    attributes: new Map(to === undefined ? [] : [['to', to]]),
    metadata: new Map(),
  });
  const nodes = [
    node('MatMulInteger', [x, weight, zeroPoint, weightZeroPoint], made('product')),
    node('Cast', [made('product')], made('cast'), probe.facts(scale).dataType),
    node('Mul', [made('cast'), scale], made('scaled')),
    node('Mul', [made('scaled'), weightScale], made('unbiased')),
  ];
  if (!bias) return { input: x, output: made('unbiased'), nodes };
  return { input: x, output: made('biased'), nodes: [...nodes, node('Add', [made('unbiased'), bias], made('biased'))] };
}
