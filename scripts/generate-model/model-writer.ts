import { valueInfo } from '../../src/core/onnx/file/fragment-writer.ts';
import { OnnxBuilder } from '../../src/core/onnx/testing/onnx-builder.testkit.ts';
import { FLOAT_TYPES, type FloatType, type Spread, type WeightSpec } from './weight-spec.ts';

const OPSET = 17;

/** Number formats of a model. */
export interface Precision {
  /** Of the stored weights. */
  readonly weights: FloatType;
  /** In which the graph computes; weights and inputs of another format are cast. */
  readonly compute: FloatType;
  /** Of the graph's inputs and outputs. */
  readonly io: FloatType;
}

type Attributes = Readonly<Record<string, number | readonly number[]>>;

/**
 * An ONNX graph whose weights are only described, so that a graph of any size fits into memory. Tensors and weights are
 * named after layers, as TorchScript's exporter does: `down_blocks.0.resnets.0.conv1` makes
 * `/down_blocks.0/resnets.0/conv1/Conv_output_0`.
 */
export class ModelWriter extends OnnxBuilder {
  readonly precision: Precision;
  readonly weights: WeightSpec[] = [];
  readonly outputs: Uint8Array[] = [];
  readonly #uses = new Map<string, number>();
  readonly #vectors = new Set<string>();

  constructor(precision: Precision) {
    super(OPSET);
    this.precision = precision;
  }

  /** An input or output of the model in its I/O format comes in, and is computed with, in the format of computation. */
  floatInput(name: string, shape: readonly (string | number)[]): string {
    const { io } = this.precision;
    return this.#compute(this.input({ name, dataType: FLOAT_TYPES[io].dataType, shape }), io);
  }

  /** Makes a tensor an output under the given name, in the I/O format. */
  floatOutput(tensor: string, name: string, shape: readonly (string | number)[]): void {
    const { dataType } = FLOAT_TYPES[this.precision.io];
    this.node('Cast', [tensor], { to: dataType }, name);
    this.outputs.push(valueInfo({ name, dataType, shape }));
  }

  /** A weight in the format of computation. */
  parameter(name: string, dims: readonly number[], spread: Spread): string {
    const { weights: type } = this.precision;
    this.weights.push({ name, dims, type, spread });
    return this.#compute(name, type);
  }

  /** A single number in the format of computation. */
  scalar(value: number): string {
    return this.#compute(this.float(value), 'fp32');
  }

  /** Fixed numbers that are part of the graph's structure; the same name is stored once. */
  constant(name: string, dims: readonly number[], values: () => Float32Array): string {
    if (!this.#vectors.has(name)) this.store(name, dims, values());
    this.#vectors.add(name);
    return this.#compute(name, 'fp32');
  }

  /** A node of the layer at `path`; returns its output. */
  layerNode(path: string, op: string, inputs: readonly string[], attributes: Attributes = {}): string {
    const stem = `/${path.replaceAll(/\.(?=[a-z])/g, '/')}/${op}`;
    const use = this.#uses.get(stem) ?? 0;
    this.#uses.set(stem, use + 1);
    return this.node(op, inputs, attributes, `${stem}${use > 0 ? `_${use}` : ''}_output_0`);
  }

  /** An fp32 tensor in the format of computation. */
  fromSingle(tensor: string): string {
    return this.#compute(tensor, 'fp32');
  }

  #compute(tensor: string, from: FloatType): string {
    return this.cast(tensor, FLOAT_TYPES[from].dataType, FLOAT_TYPES[this.precision.compute].dataType);
  }
}
