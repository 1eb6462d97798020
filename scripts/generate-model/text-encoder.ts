import { DataType } from '../../src/core/onnx/file/data-types.ts';
import { attention } from './attention.ts';
import { layerNorm, linear, swish } from './layers.ts';
import { ModelWriter, type Precision } from './model-writer.ts';

export interface TextEncoderShape {
  readonly vocabulary: number;
  readonly positions: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
}

/** Slope of CLIP's quick GELU (Hendrycks & Gimpel, arXiv 1606.08415). */
const QUICK_GELU = 1.702;
/** Takes later positions out of a softmax; finite in half precision. */
const EXCLUDED = -1e4;

/** CLIP's text encoder up to its last hidden states: causal transformer, layer norm first. */
export function textEncoderModel(shape: TextEncoderShape, precision: Precision): ModelWriter {
  const { vocabulary, positions, width, layers, heads } = shape;
  const w = new ModelWriter(precision);
  const ids = w.input({ name: 'input_ids', dataType: DataType.int32, shape: ['batch', positions] });
  const path = 'text_model.embeddings';
  // Word and place weigh the same in the sum, which has variance one.
  const spread = { centre: 0, deviation: Math.SQRT1_2 };
  const words = w.parameter(`${path}.token_embedding.weight`, [vocabulary, width], spread);
  const places = w.parameter(`${path}.position_embedding.weight`, [positions, width], spread);
  let x = w.layerNode(path, 'Add', [w.layerNode(path, 'Gather', [words, ids], { axis: 0 }), places]);
  const mask = w.constant('causal_mask', [positions, positions], () => causalMask(positions));
  const shapeOfAttention = { channels: width, contextWidth: width, heads, style: 'sdpa', bias: true, mask } as const;
  for (let index = 0; index < layers; index++) {
    const layer = `text_model.encoder.layers.${index}`;
    const first = layerNorm(w, `${layer}.layer_norm1`, x, width);
    x = w.layerNode(layer, 'Add', [attention(w, `${layer}.self_attn`, first, first, shapeOfAttention), x]);
    const wide = linear(w, `${layer}.mlp.fc1`, layerNorm(w, `${layer}.layer_norm2`, x, width), [width, 4 * width]);
    const active = swish(w, `${layer}.mlp`, wide, QUICK_GELU);
    x = w.layerNode(layer, 'Add', [linear(w, `${layer}.mlp.fc2`, active, [4 * width, width]), x]);
  }
  const states = layerNorm(w, 'text_model.final_layer_norm', x, width);
  w.floatOutput(states, 'last_hidden_state', ['batch', positions, width]);
  return w;
}

function causalMask(positions: number): Float32Array {
  return Float32Array.from({ length: positions ** 2 }, (_, i) =>
    i % positions > Math.floor(i / positions) ? EXCLUDED : 0,
  );
}
