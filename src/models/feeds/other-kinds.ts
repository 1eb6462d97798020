import type { ModelIo, OnnxGraph, TensorInfo } from '../../core/onnx/types.ts';

/** The graph of a denoiser, or only what it takes and gives. */
export type DenoiserGraph = ModelIo & Partial<Pick<OnnxGraph, 'nodes' | 'initialisers'>>;

type Describe = (graph: DenoiserGraph) => string | null;

const TEXT_TO_IMAGE = 'use the text-to-image version of the model';

/**
 * What a denoising network is that is no UNet from text to picture, and what the studio lacks for it, in one sentence that its
 * inputs tell (names and shapes are those of diffusers and its exporters). Null for a UNet that may be what is wanted.
 */
export function otherKind(graph: DenoiserGraph): string | null {
  for (const describe of KINDS) {
    const sentence = describe(graph);
    if (sentence) return sentence;
  }
  return null;
}

const named = ({ inputs }: ModelIo, pattern: RegExp) => inputs.filter(({ name }) => pattern.test(name));
const has = (graph: ModelIo, ...patterns: RegExp[]) => patterns.every((pattern) => named(graph, pattern).length > 0);

/** Diffusion transformers take their latents as `hidden_states`. */
const transformer: Describe = (graph) => {
  if (!has(graph, /^hidden_states$/)) return null;
  const what = has(graph, /^img_ids$/, /^txt_ids$/)
    ? 'Flux'
    : has(graph, /^pooled_projections$/)
      ? 'Stable Diffusion 3'
      : has(graph, /^encoder_attention_mask$|^resolution$|^aspect_ratio$/)
        ? 'PixArt'
        : null;
  return (
    `This is a diffusion transformer${what ? ` (${what})` : ''}, not a UNet: picture and prompt meet in joint or plain transformer ` +
    'blocks, which the studio can neither feed nor watch; choose a model of the Stable Diffusion 1, 2 or XL family.'
  );
};

const video: Describe = (graph) =>
  graph.inputs.some(({ shape }) => shape.length === 5)
    ? `This network makes videos: its latents have an axis of frames, which the studio has no use for; ${TEXT_TO_IMAGE}.`
    : null;

const controlNet: Describe = (graph) =>
  has(graph, /^controlnet_cond/)
    ? 'This is a ControlNet, not a UNet: it steers one by a picture of edges, depth or poses, and makes no picture itself; choose the UNet of its model.'
    : null;

const steered: Describe = (graph) => {
  const residuals = named(graph, /additional_residual|res_samples?(_|\.|$)/);
  if (residuals.length === 0) return null;
  return (
    `This UNet is made to be steered by a ControlNet or adapter: it needs ${residuals.length} further inputs ` +
    `(${residuals[0]?.name} …) that such a network makes, which the studio does not run; use a UNet exported without them.`
  );
};

const imagePrompt: Describe = (graph) => {
  const [input] = named(graph, /image_embeds?|^ip_|ip_adapter|ip_hidden_states/);
  if (!input) return null;
  return has(graph, /^encoder_hidden_states$/)
    ? `This is an IP-Adapter UNet: it takes a picture's embedding (${input.name}) beside the prompt, and the studio has no image encoder for it; use the model's UNet without the adapter.`
    : `This UNet is led by a picture's embedding (${input.name}), not by words, so no class can be asked for; ${TEXT_TO_IMAGE}.`;
};

/** CLIP's prompts have 77 positions; four more are an IP-Adapter's, and one alone is a picture's embedding. */
const positions: Describe = ({ inputs }) => {
  const count = inputs.find(({ name, shape }) => name === 'encoder_hidden_states' && shape.length === 3)?.shape[1];
  if (count === 1) {
    return `This UNet is led by one embedding of a picture, not by the words of a prompt, so no class can be asked for; ${TEXT_TO_IMAGE}.`;
  }
  return count === 81
    ? "This is an IP-Adapter UNet: it takes four positions of a picture's embedding behind the 77 of the prompt, and the studio has no image encoder for it; use the model's UNet without the adapter."
    : null;
};

const latentInput = ({ inputs }: ModelIo): TensorInfo | undefined => inputs.find(({ shape }) => shape.length === 4);

const CONDITIONS: Readonly<Record<number, string>> = {
  5: 'draws after a depth map: it takes 5 channels, the last of them depth',
  7: 'enlarges pictures: it takes 7 channels, the last three of them a small picture',
  8: "edits a picture (InstructPix2Pix and its like): it takes 8 channels, four of them a picture's latents",
  9: 'is for inpainting: it takes 9 channels, five of them a masked picture and its mask',
};

const conditioned: Describe = (graph) => {
  const channels = latentChannels(graph);
  const what = channels === null ? undefined : CONDITIONS[channels];
  return what ? `This UNet ${what}, and the studio gives it noise and words alone; ${TEXT_TO_IMAGE}.` : null;
};

/** By the input's own shape, or by the first convolution's weight where that is free. */
function latentChannels(graph: DenoiserGraph): number | null {
  const sample = latentInput(graph);
  const [, channels] = sample?.shape ?? [];
  if (typeof channels === 'number' && channels > 0) return channels;
  const first = graph.nodes?.find(({ op, inputs }) => op === 'Conv' && inputs[0] === sample?.name);
  return graph.initialisers?.get(first?.inputs[1] ?? '')?.dims[1] ?? null;
}

const wordless: Describe = (graph) => {
  const { inputs } = graph;
  const isDenoiser = latentInput(graph) && has(graph, /^(timesteps?|t)$/);
  if (!isDenoiser || inputs.some(({ shape }) => shape.length === 3)) return null;
  return has(graph, /class_labels?|^y$/)
    ? `This network draws by the number of a class, not by words: without a prompt there is no cross-attention to make masks of; ${TEXT_TO_IMAGE}.`
    : 'This network draws unconditionally: it takes no prompt, so there is no cross-attention to make masks of; choose a text-to-image model.';
};

const KINDS: readonly Describe[] = [
  ...[video, controlNet, steered, imagePrompt, transformer],
  ...[conditioned, positions, wordless],
];
