import { type NodeExtras, OnnxBuilder } from './onnx-builder.testkit.ts';
import { type Quantisation, type QuantisedWeight, quantiseWeight } from './quantise-weights.testkit.ts';

type Attributes = Readonly<Record<string, number | readonly number[]>>;

/** How a quantiser writes what it finds in a model; what is left out stays as it is. */
export interface QuantisedForm {
  readonly opset: number;
  readonly quantisation: Quantisation;
  /** x·W. */
  multiply(b: OnnxBuilder, x: string, weight: QuantisedWeight): string;
  /** x·Wᵀ + bias, as Gemm with transB has it; by `multiply` if left out. */
  gemm?(b: OnnxBuilder, x: string, weight: QuantisedWeight, bias: string): string;
  conv?(b: OnnxBuilder, x: string, weight: QuantisedWeight, conv: ConvNode): string;
  /** The product of two tensors that are both made of the model's inputs. */
  product?(b: OnnxBuilder, left: string, right: string): string;
  /** What scores become before their softmax. */
  scores?(b: OnnxBuilder, scores: string): string;
  /** `Attention` of com.microsoft. */
  attention?(b: OnnxBuilder, x: string, weight: QuantisedWeight, rest: { bias: string; heads: number }): string;
}

export interface ConvNode {
  /** `[to, from, height, width]`; the weight comes as `[to, rest]`. */
  readonly dims: readonly number[];
  readonly attributes: Attributes;
  readonly output: string | undefined;
}

/** Builds a model as OnnxBuilder does and quantises it meanwhile: matrices are rounded, and what reads them is written anew. */
export class QuantisingBuilder extends OnnxBuilder {
  readonly #form: QuantisedForm;
  readonly #weights = new Map<string, { readonly dims: readonly number[]; readonly values: Float32Array }>();
  #isRewriting = false;

  constructor(form: QuantisedForm) {
    super(form.opset);
    this.#form = form;
  }

  override store(name: string, dims: readonly number[], values: Float32Array): string {
    const isMatrix = dims.length === 2 || dims.length === 4;
    if (this.#isRewriting || !isMatrix) return super.store(name, dims, values);
    this.#weights.set(name, { dims, values });
    return name;
  }

  override node(op: string, inputs: readonly string[], attributes: Attributes = {}, output?: string): string {
    if (this.#isRewriting) return super.node(op, inputs, attributes, output);
    return this.#rewriting(() => {
      const made = this.#quantised(op, inputs, { attributes, output });
      return made ?? super.node(op, inputs.map(this.#plain), attributes, output);
    });
  }

  override richNode(op: string, inputs: readonly string[], extras: NodeExtras = {}): readonly string[] {
    if (this.#isRewriting) return super.richNode(op, inputs, extras);
    return this.#rewriting(() => {
      const [x = '', weight = '', bias = ''] = inputs;
      const heads = Number(extras.attributes?.num_heads);
      const { attention } = this.#form;
      if (op === 'Attention' && attention) return [attention(this, x, this.#quantise(weight), { bias, heads })];
      return super.richNode(op, inputs.map(this.#plain), extras);
    });
  }

  #quantised(op: string, inputs: readonly string[], rest: Pick<ConvNode, 'attributes' | 'output'>): string | null {
    const [x = '', weight = '', bias = ''] = inputs;
    const { multiply, gemm, conv, product, scores } = this.#form;
    const stored = this.#weights.get(weight);
    if (op === 'MatMul' && stored) return multiply(this, x, this.#quantise(weight));
    if (op === 'MatMul' && product) return product(this, x, weight);
    if (op === 'Gemm' && stored && gemm) return gemm(this, x, this.#quantise(weight), bias);
    if (op === 'Conv' && stored && conv) {
      return conv(this, x, this.#quantise(weight), { dims: stored.dims, ...rest });
    }
    return op === 'Softmax' && scores ? super.node(op, [scores(this, x)], rest.attributes, rest.output) : null;
  }

  #quantise(name: string): QuantisedWeight {
    const { dims, values } = this.#weights.get(name) ?? { dims: [0], values: new Float32Array() };
    const [rows = 0, ...rest] = dims;
    const columns = rest.reduce((product, size) => product * size, 1);
    const { quantisation } = this.#form;
    // A convolution has its outputs first, and a scale for each of them where a matrix has one for each column.
    const isConv = dims.length === 4 && quantisation.columns === 1;
    const groups = isConv ? { ...quantisation, rows: 1, columns } : quantisation;
    return quantiseWeight(values, [rows, columns], groups);
  }

  /** The weight as it is, where the form has nothing for the operator that reads it. */
  readonly #plain = (input: string): string => {
    const weight = this.#weights.get(input);
    if (!weight) return input;
    this.#weights.delete(input);
    return super.store(input, weight.dims, weight.values);
  };

  #rewriting<T>(write: () => T): T {
    this.#isRewriting = true;
    const made = write();
    this.#isRewriting = false;
    return made;
  }
}
