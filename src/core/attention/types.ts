import type { MapSide } from '../grid-size.ts';

/** Highest power of A_S in the power stack: τ runs from 0 to this. */
export const MAX_TAU = 8;

export const SOFTMAX_SCOPES = ['all', 'classes'] as const;
/** The class prompt's softmax runs over all its positions (the reference code) or over class tokens only (the paper's text). */
export type SoftmaxScope = (typeof SOFTMAX_SCOPES)[number];

/**
 * One column of the refined matrix: the evidence for one class from one cross side, one part of the trajectory and one
 * softmax scope, as mean over heads, sites and the class's token span.
 */
export interface StackColumn {
  readonly classIndex: number;
  /** Of the cross sites that it comes from: 8, 16, 32, or 20×12. */
  readonly crossSide: MapSide;
  /** Part of the trajectory, 0 … windowBins − 1, oldest first. */
  readonly bin: number;
  readonly softmax: SoftmaxScope;
  /** Sites × steps that were averaged: the column's weight when columns are combined. */
  readonly weight: number;
}

/**
 * The power stack A_Sᵏ·A_C for k = 0 … MAX_TAU at one self side, all columns. Refinement is linear in A_C, so sides,
 * step window and softmax scope are chosen afterwards by combining columns; A_S itself is not needed any more.
 */
export interface PowerStack {
  readonly selfSide: MapSide;
  /** fp32 `[MAX_TAU + 1, N, columns]` row-major; the N tokens of the side, row by row. */
  readonly data: Float32Array;
}

/** How strong an edge self-attention has at each place of its grid. */
export interface AttentionEdges {
  readonly width: number;
  readonly height: number;
  /** fp32 `[height,width]`, row-major, not negative: see gpu/kernels/attention-edges. */
  readonly values: Float32Array;
}

/** What a finished picture keeps of its attention. */
export interface AttentionRecord {
  readonly version: 1;
  readonly classIds: readonly number[];
  /** Token positions of the class prompt, padding included: chance is 1/positions. */
  readonly positions: number;
  readonly windowBins: number;
  readonly crossSides: readonly MapSide[];
  readonly columns: readonly StackColumn[];
  readonly stacks: readonly PowerStack[];
  /** Missing in records that were made before edges were kept, and of models without self-attention. */
  readonly edges?: AttentionEdges;
}
