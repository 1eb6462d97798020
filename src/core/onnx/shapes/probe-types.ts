import type { OnnxNode } from '../types.ts';

/** A small tensor whose numbers are known without running the model. */
export interface KnownValue {
  readonly dims: readonly number[];
  readonly data: readonly number[];
}

/** What is known of a tensor when the model is given inputs of chosen sizes. */
export interface TensorFacts {
  /** Null where the shape depends on data or on an operator we do not know. */
  readonly shape: readonly number[] | null;
  /** Null for everything but short constants and shape arithmetic. */
  readonly value: KnownValue | null;
  /** TensorProto.DataType; 0 if unknown. */
  readonly dataType: number;
  /** Bit i is set if the tensor's numbers depend on graph input i. Shapes do not count. */
  readonly origins: number;
}

export const UNKNOWN: TensorFacts = { shape: null, value: null, dataType: 0, origins: 0 };

/** A node with the facts about its inputs, in the node's input order. */
export interface NodeFacts {
  readonly node: OnnxNode;
  readonly inputs: readonly TensorFacts[];
  readonly opset: number;
}

/** The input's facts, UNKNOWN if it is left out. */
export function inputFacts(facts: NodeFacts, index: number): TensorFacts {
  return facts.inputs[index] ?? UNKNOWN;
}

export type Shape = readonly number[];

/** The non-negative axis. */
export function wrapAxis(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}
