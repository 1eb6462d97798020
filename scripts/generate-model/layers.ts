import type { ModelWriter } from './model-writer.ts';
import type { Spread } from './weight-spec.ts';

/** Keeps the variance of what passes through a layer with `fanIn` inputs an output (LeCun initialisation). */
export const preserving = (fanIn: number): Spread => ({ centre: 0, deviation: fanIn ** -0.5 });
const NEAR_ZERO: Spread = { centre: 0, deviation: 0.05 };
const NEAR_ONE: Spread = { centre: 1, deviation: 0.05 };

interface ConvShape {
  readonly from: number;
  readonly to: number;
  readonly side?: 1 | 3;
  readonly stride?: 1 | 2;
  /** Top, left, bottom, right. */
  readonly pads?: readonly [number, number, number, number];
}

/** Convolution with bias on `[B,C,H,W]`. */
export function conv(w: ModelWriter, path: string, x: string, shape: ConvShape): string {
  const { from, to, side = 3, stride = 1 } = shape;
  const pad = side === 3 ? 1 : 0;
  const weight = w.parameter(`${path}.weight`, [to, from, side, side], preserving(from * side * side));
  const bias = w.parameter(`${path}.bias`, [to], NEAR_ZERO);
  const attributes = {
    dilations: [1, 1],
    group: 1,
    kernel_shape: [side, side],
    pads: shape.pads ?? [pad, pad, pad, pad],
    strides: [stride, stride],
  };
  return w.layerNode(path, 'Conv', [x, weight, bias], attributes);
}

/** Fully connected layer on the last axis. */
export function linear(
  w: ModelWriter,
  path: string,
  x: string,
  [from, to]: readonly [from: number, to: number],
  { bias = true } = {},
): string {
  const product = w.layerNode(path, 'MatMul', [x, w.parameter(`${path}.weight`, [from, to], preserving(from))]);
  return bias ? w.layerNode(path, 'Add', [w.parameter(`${path}.bias`, [to], NEAR_ZERO), product]) : product;
}

/** GroupNorm on `[B,C,…]` in operators of set 17, as torch exports it. */
export function groupNorm(w: ModelWriter, path: string, x: string, channels: number, groups: number): string {
  const ones = w.constant(`ones_${groups}`, [groups], () => new Float32Array(groups).fill(1));
  const zeros = w.constant(`zeros_${groups}`, [groups], () => new Float32Array(groups));
  const grouped = w.layerNode(path, 'Reshape', [x, w.integers([0, groups, -1])]);
  const normal = w.layerNode(path, 'InstanceNormalization', [grouped, ones, zeros]);
  const ungrouped = w.layerNode(path, 'Reshape', [normal, w.layerNode(path, 'Shape', [x])]);
  const scaled = w.layerNode(path, 'Mul', [ungrouped, w.parameter(`${path}.weight`, [channels, 1, 1], NEAR_ONE)]);
  return w.layerNode(path, 'Add', [scaled, w.parameter(`${path}.bias`, [channels, 1, 1], NEAR_ZERO)]);
}

export function layerNorm(w: ModelWriter, path: string, x: string, channels: number): string {
  const weight = w.parameter(`${path}.weight`, [channels], NEAR_ONE);
  const bias = w.parameter(`${path}.bias`, [channels], NEAR_ZERO);
  return w.layerNode(path, 'LayerNormalization', [x, weight, bias], { axis: -1 });
}

/** x·sigmoid(slope·x): SiLU at slope 1, CLIP's quick GELU at 1.702. */
export function swish(w: ModelWriter, path: string, x: string, slope = 1): string {
  const steep = slope === 1 ? x : w.layerNode(path, 'Mul', [x, w.scalar(slope)]);
  return w.layerNode(path, 'Mul', [x, w.layerNode(path, 'Sigmoid', [steep])]);
}

/** x·(1 + erf(x/√2))/2 */
export function gelu(w: ModelWriter, path: string, x: string): string {
  const error = w.layerNode(path, 'Erf', [w.layerNode(path, 'Div', [x, w.scalar(Math.SQRT2)])]);
  const doubled = w.layerNode(path, 'Mul', [x, w.layerNode(path, 'Add', [error, w.scalar(1)])]);
  return w.layerNode(path, 'Mul', [doubled, w.scalar(0.5)]);
}

/** Twice the height and width, nearest neighbour, then a convolution. */
export function upsample(w: ModelWriter, path: string, x: string, channels: number): string {
  // Scales are fp32 whatever the graph computes in.
  const scales = w.store(`${path}.scales`, [4], Float32Array.of(1, 1, 2, 2));
  const attributes = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
  const [resized = ''] = w.richNode('Resize', [x, '', scales], { name: `${path}.Resize`, attributes });
  return conv(w, `${path}.conv`, resized, { from: channels, to: channels });
}

/** `[B,C,H,W]` → `[B,H·W,C]` */
export function toTokens(w: ModelWriter, path: string, x: string, channels: number): string {
  const flat = w.layerNode(path, 'Reshape', [x, w.integers([0, channels, -1])]);
  return w.layerNode(path, 'Transpose', [flat], { perm: [0, 2, 1] });
}

/** `[B,H·W,C]` → the shape of `picture` `[B,C,H,W]` */
export function toPicture(w: ModelWriter, path: string, tokens: string, picture: string): string {
  const turned = w.layerNode(path, 'Transpose', [tokens], { perm: [0, 2, 1] });
  return w.layerNode(path, 'Reshape', [turned, w.layerNode(path, 'Shape', [picture])]);
}

interface ResnetShape {
  readonly from: number;
  readonly to: number;
  readonly groups: number;
  /** Time embedding `[B,width]`; left out in autoencoders. */
  readonly time?: { readonly tensor: string; readonly width: number };
}

/** Residual block of diffusers (ResnetBlock2D). */
export function resnet(w: ModelWriter, path: string, x: string, { from, to, groups, time }: ResnetShape): string {
  const first = swish(w, `${path}.nonlinearity`, groupNorm(w, `${path}.norm1`, x, from, groups));
  let inner = conv(w, `${path}.conv1`, first, { from, to });
  if (time) {
    const active = swish(w, `${path}.nonlinearity`, time.tensor);
    const projected = linear(w, `${path}.time_emb_proj`, active, [time.width, to]);
    inner = w.layerNode(path, 'Add', [inner, w.layerNode(path, 'Unsqueeze', [projected, w.integers([2, 3])])]);
  }
  const second = swish(w, `${path}.nonlinearity`, groupNorm(w, `${path}.norm2`, inner, to, groups));
  const residual = conv(w, `${path}.conv2`, second, { from: to, to });
  const skip = from === to ? x : conv(w, `${path}.conv_shortcut`, x, { from, to, side: 1 });
  return w.layerNode(path, 'Add', [skip, residual]);
}
