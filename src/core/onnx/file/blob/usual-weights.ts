/** One initialiser as an export of Stable Diffusion's UNet has it. */
interface UsualWeight {
  readonly name: string;
  readonly elements: number;
}

const CHANNELS = [320, 640, 1280, 1280] as const;
const CONTEXT = 768;
const TIME = 1280;
const LATENT = 4;

/**
 * Elements of each weight of Stable Diffusion 1.5's UNet (its config.json, diffusers' UNet2DConditionModel), in the three
 * orders of exporters: as used, by name, and by name with transposed weights under names of their own (`onnx::MatMul_123`,
 * TorchScript's constant folding). Its kin share most runs of these numbers.
 */
export function usualOrders(): readonly (readonly number[])[] {
  const used = unetWeights();
  const byName = used.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const isFolded = ({ name }: UsualWeight) => /\.(to_\w+|to_out\.0|proj|ff\.net\.2)\.weight$/.test(name);
  const folded = used.filter(isFolded);
  const plain = byName.filter((weight) => !isFolded(weight));
  const split = [
    ...plain.filter(({ name }) => name < 'onnx'),
    ...folded,
    ...plain.filter(({ name }) => name >= 'onnx'),
  ];
  return [used, byName, split].map((order) => order.map(({ elements }) => elements));
}

function unetWeights(): UsualWeight[] {
  const first = CHANNELS[0];
  const weights = [...layer('conv_in', LATENT * first * 9, first), ...timeEmbedding(first)];
  const skips: number[] = [first];
  let width: number = first;
  for (const [level, to] of CHANNELS.entries()) {
    const isLast = level === CHANNELS.length - 1;
    const path = `down_blocks.${level}`;
    for (const index of [0, 1]) {
      weights.push(...resnet(`${path}.resnets.${index}`, width, to));
      if (!isLast) weights.push(...transformer(`${path}.attentions.${index}`, to));
      width = to;
      skips.push(to);
    }
    if (isLast) continue;
    weights.push(...layer(`${path}.downsamplers.0.conv`, to * to * 9, to));
    skips.push(to);
  }
  weights.push(...resnet('mid_block.resnets.0', width, width), ...transformer('mid_block.attentions.0', width));
  weights.push(...resnet('mid_block.resnets.1', width, width));
  for (const [level, to] of CHANNELS.toReversed().entries()) {
    const path = `up_blocks.${level}`;
    for (const index of [0, 1, 2]) {
      weights.push(...resnet(`${path}.resnets.${index}`, width + (skips.pop() ?? 0), to));
      if (level > 0) weights.push(...transformer(`${path}.attentions.${index}`, to));
      width = to;
    }
    if (level < CHANNELS.length - 1) weights.push(...layer(`${path}.upsamplers.0.conv`, to * to * 9, to));
  }
  return [...weights, ...layer('conv_norm_out', first, first), ...layer('conv_out', LATENT * first * 9, LATENT)];
}

function layer(name: string, elements: number, biasElements: number): UsualWeight[] {
  const weight = { name: `${name}.weight`, elements };
  return biasElements === 0 ? [weight] : [weight, { name: `${name}.bias`, elements: biasElements }];
}

function timeEmbedding(first: number): UsualWeight[] {
  return [
    ...layer('time_embedding.linear_1', first * TIME, TIME),
    ...layer('time_embedding.linear_2', TIME * TIME, TIME),
  ];
}

function resnet(path: string, from: number, to: number): UsualWeight[] {
  return [
    ...layer(`${path}.norm1`, from, from),
    ...layer(`${path}.conv1`, from * to * 9, to),
    ...layer(`${path}.time_emb_proj`, TIME * to, to),
    ...layer(`${path}.norm2`, to, to),
    ...layer(`${path}.conv2`, to * to * 9, to),
    ...(from === to ? [] : layer(`${path}.conv_shortcut`, from * to, to)),
  ];
}

function transformer(path: string, width: number): UsualWeight[] {
  const block = `${path}.transformer_blocks.0`;
  const attention = (name: string, context: number) => [
    ...layer(`${block}.${name}.to_q`, width * width, 0),
    ...layer(`${block}.${name}.to_k`, context * width, 0),
    ...layer(`${block}.${name}.to_v`, context * width, 0),
    ...layer(`${block}.${name}.to_out.0`, width * width, width),
  ];
  const norm = (name: string) => layer(`${block}.${name}`, width, width);
  return [
    ...layer(`${path}.norm`, width, width),
    ...layer(`${path}.proj_in`, width * width, width),
    ...[...norm('norm1'), ...attention('attn1', width)],
    ...[...norm('norm2'), ...attention('attn2', CONTEXT)],
    ...norm('norm3'),
    ...layer(`${block}.ff.net.0.proj`, 8 * width * width, 8 * width),
    ...layer(`${block}.ff.net.2`, 4 * width * width, width),
    ...layer(`${path}.proj_out`, width * width, width),
  ];
}
