import {
  ATTENTION_STYLES,
  type AttentionStyle,
  attentionModel,
  FUSED_MODELS,
  halfPrecisionStyle,
} from './attention-models.testkit.ts';
import { multiHeadWithBias, ONE_PROJECTION_STYLES, packedMultiHead, packedWeight } from './packed-models.testkit.ts';
import {
  einsumKeysFirst,
  SCORE_STYLES,
  SLICED_BATCH,
  SLICED_SIDE,
  SLICED_STYLES,
  upcastHalf,
} from './score-models.testkit.ts';

/** One way to write one self and one cross layer, as a tiny model. */
export interface ExportStyle {
  readonly name: string;
  build(): Uint8Array;
  /** The same attention with the same weights written out; null where the graph's own probabilities will do. */
  readonly reference: (() => Uint8Array) | null;
  /** Largest difference that rounding explains: half precision has eleven bits. */
  readonly tolerance: number;
}

const written = (style: string) => () => attentionModel(ATTENTION_STYLES[style] as AttentionStyle);
const PLAIN = written('scale on Q');
const BIASED = written('projections with a bias');
const TOLERANCE = 1e-6;

const named = (styles: Readonly<Record<string, AttentionStyle>>, reference: ExportStyle['reference']) =>
  Object.entries(styles).map(([name, style]) => ({
    name,
    build: () => attentionModel(style),
    reference,
    tolerance: TOLERANCE,
  }));

/** Styles whose graph has a tensor with its own probabilities. */
export const OPEN_STYLES: readonly ExportStyle[] = [
  ...named(ATTENTION_STYLES, null),
  ...named(SCORE_STYLES, null),
  ...named({ 'half precision, softmax upcast to single': upcastHalf }, null),
  { name: 'half precision', build: () => attentionModel(halfPrecisionStyle), reference: null, tolerance: 2e-3 },
];

/** Styles without one, or that derive Q and K: compared with the same attention written out. */
export const REFERENCED_STYLES: readonly ExportStyle[] = [
  ...named({ 'Einsum, keys first and scores out of order': einsumKeysFirst }, PLAIN),
  ...named(ONE_PROJECTION_STYLES, PLAIN),
  ...Object.entries(SLICED_STYLES).map(([name, style]) => ({
    name: `attention in slices: ${name}`,
    build: () => attentionModel(style, 16, [SLICED_BATCH, SLICED_SIDE, SLICED_SIDE]),
    reference: PLAIN,
    tolerance: TOLERANCE,
  })),
  ...Object.entries(FUSED_MODELS).map(([name, build]) => ({ name, build, reference: PLAIN, tolerance: TOLERANCE })),
  ...named({ 'MultiHeadAttention, QKV and KV packed': packedMultiHead }, PLAIN),
  ...named({ 'MultiHeadAttention with the bias of Q, K and V': multiHeadWithBias }, BIASED),
  ...named({ 'Attention of com.microsoft with one packed weight': packedWeight }, BIASED),
];
