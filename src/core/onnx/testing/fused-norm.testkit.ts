import { DataType } from '../file/data-types.ts';
import type { FragmentWriter } from '../file/fragment-writer.ts';
import { numberAttribute } from '../file/node-attributes.ts';
import type { OnnxNode, TensorInfo } from '../types.ts';
import { CHANNELS } from './attention-models.testkit.ts';
import { OnnxBuilder } from './onnx-builder.testkit.ts';

const GROUPS = 2;
const NCHW_TO_NHWC = [0, 2, 3, 1];
const NHWC_TO_NCHW = [0, 3, 1, 2];

/**
 * Builds what ONNX Runtime's optimiser makes of an fp16 UNet: half precision between casts of the inputs, and after each
 * convolution GroupNorm or SkipGroupNorm of com.microsoft, channels last (docs/ContribOperators.md).
 */
export class FusedNormBuilder extends OnnxBuilder {
  readonly #inputs = new Set<string>();
  #convolutions = 0;

  override input(info: TensorInfo): string {
    if (info.dataType === DataType.float) this.#inputs.add(info.name);
    return super.input(info);
  }

  override store(name: string, dims: readonly number[], values: Float32Array): string {
    return this.#half(super.store(name, dims, values));
  }

  override float(value: number): string {
    return this.#half(super.float(value));
  }

  override node(op: string, inputs: readonly string[], attributes = {}, output?: string): string {
    const halves = inputs.map((input) => (this.#inputs.has(input) ? this.#half(input) : input));
    // What is cast to compute with is half precision too.
    if (op === 'Cast') return this.#half(super.node(op, inputs, attributes, output));
    if (output !== undefined)
      return super.node('Cast', [super.node(op, halves, attributes)], { to: DataType.float }, output);
    const made = super.node(op, halves, attributes);
    return op === 'Conv' ? this.#normalised(made) : made;
  }

  #normalised(x: string): string {
    const ofChannels = (name: string) => this.weight(`norm_${this.#convolutions}.${name}`, [CHANNELS]);
    const last = super.node('Transpose', [x], { perm: NCHW_TO_NHWC });
    const inputs = [last, this.#single(ofChannels('gamma')), this.#single(ofChannels('beta'))];
    const isSkip = this.#convolutions++ % 2 === 1;
    const extras = { domain: 'com.microsoft', attributes: { groups: GROUPS, activation: 1, channels_last: 1 } };
    const [normal = ''] = isSkip
      ? this.richNode('SkipGroupNorm', [...inputs, last], { ...extras, outputs: 2 })
      : this.richNode('GroupNorm', inputs, extras);
    return super.node('Transpose', [normal], { perm: NHWC_TO_NCHW });
  }

  #half(tensor: string): string {
    return super.node('Cast', [tensor], { to: DataType.float16 });
  }

  /** Gamma and beta stay fp32. */
  #single(tensor: string): string {
    return super.node('Cast', [tensor], { to: DataType.float });
  }
}

export const isFusedNorm = ({ op, domain }: OnnxNode) => domain === 'com.microsoft' && /^(Skip)?GroupNorm$/.test(op);

/** GroupNorm and SkipGroupNorm in operators of set 17 under the same names: neither has a CPU kernel. */
export function writeOutNorm(writer: FragmentWriter, node: OnnxNode): void {
  const [x = '', gamma = '', beta = '', skip] = node.inputs;
  const single = (tensor: string) => writer.node('Cast', [tensor], { to: DataType.float });
  const sum = skip ? writer.node('Add', [single(x), single(skip)]) : single(x);
  const first = writer.node('Transpose', [sum], { perm: NHWC_TO_NCHW });
  const grouped = writer.node('Reshape', [first, writer.integers([0, numberAttribute(node, 'groups', 1), -1])]);
  const mean = (tensor: string) => writer.node('ReduceMean', [tensor], { axes: [2], keepdims: 1 });
  const centred = writer.node('Sub', [grouped, mean(grouped)]);
  const variance = writer.node('Add', [mean(writer.node('Mul', [centred, centred])), writer.float(1e-5)]);
  const normal = writer.node('Div', [centred, writer.node('Sqrt', [variance])]);
  const apart = writer.node('Reshape', [normal, writer.node('Shape', [first])]);
  const last = writer.node('Transpose', [apart], { perm: NCHW_TO_NHWC });
  const moved = writer.node('Add', [writer.node('Mul', [last, gamma]), beta]);
  const active = writer.node('Mul', [moved, writer.node('Sigmoid', [moved])]);
  const [output = '', summed] = node.outputs;
  writer.node('Cast', [active], { to: DataType.float16 }, output);
  if (summed) writer.node('Cast', [sum], { to: DataType.float16 }, summed);
}
