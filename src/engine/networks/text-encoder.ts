import type { Encoding } from '../../core/prompt/types.ts';
import type { TextEncoderPlan } from '../../models/feeds/plan-inputs.ts';
import { feed } from '../../models/feeds/unet-feeds.ts';
import { type Network, output } from './network.ts';
import { floats } from './tensor-numbers.ts';

/** Hidden states of one encoded text: fp32 `[positions, width]` row-major. */
export interface HiddenStates {
  readonly positions: number;
  readonly width: number;
  readonly data: Float32Array;
  /** SDXL: embedding of the text as a whole; null in other models, also where their encoder makes one. */
  readonly pooled: Float32Array | null;
}

/** SDXL's second tokenizer fills up with `!`, whose id is 0, and the first one with the end of the text. */
const SECOND_PAD_ID = 0;

/** A text encoder, opened. */
export interface OpenTextEncoder {
  readonly network: Network;
  readonly plan: TextEncoderPlan;
  /** Outputs of states without the last layer, without the last two, and so on (`earlierStates`). */
  readonly earlier: readonly string[];
}

/** A model's text encoder, or SDXL's two, whose hidden states lie beside each other. */
export class TextEncoderNetwork {
  readonly #encoders: readonly OpenTextEncoder[];

  constructor(encoders: readonly OpenTextEncoder[]) {
    this.#encoders = encoders;
  }

  /**
   * @param clipSkip 1 … `ModelInfo.maxClipSkip`
   * @throws StudioError `number-overflow`, and as Network.run
   */
  async encode(encoding: Encoding, clipSkip = 1): Promise<HiddenStates> {
    const parts: HiddenStates[] = [];
    for (const [index, encoder] of this.#encoders.entries()) {
      const ids = index === 0 ? encoding.ids : withSecondPadding(encoding);
      parts.push(await runEncoder(encoder, ids, statesOf(encoder, clipSkip)));
    }
    const [first] = parts;
    if (!first) throw new Error('A model without a text encoder was opened');
    if (parts.length === 1) return first;
    return { ...joinWidths(parts), pooled: parts.at(-1)?.pooled ?? null };
  }

  /**
   * The empty text of SDXL's negative half: zeros, as it was trained to see (`force_zeros_for_empty_prompt` of its
   * model_index.json); what its encoders make of an empty text elsewhere.
   */
  async encodeNegative(encoding: Encoding, clipSkip = 1): Promise<HiddenStates> {
    const states = await this.encode(encoding, clipSkip);
    if (encoding.tokens.length > 0 || states.pooled === null) return states;
    return { ...states, data: states.data.map(() => 0), pooled: states.pooled.map(() => 0) };
  }
}

/** The output to read. */
function statesOf({ plan, earlier }: OpenTextEncoder, clipSkip: number): string {
  const name = clipSkip === 1 ? plan.hiddenStates.name : earlier[clipSkip - 2];
  if (name === undefined)
    throw new RangeError(`A clip skip of 1 to ${earlier.length + 1} was expected, found ${clipSkip}`);
  return name;
}

async function runEncoder(
  { network, plan }: OpenTextEncoder,
  ids: Int32Array,
  statesName: string,
): Promise<HiddenStates> {
  const dims = [1, ids.length];
  const feeds = [feed(plan.ids, ids, dims)];
  if (plan.attentionMask) feeds.push(feed(plan.attentionMask, new Float32Array(ids.length).fill(1), dims));
  const fetches = [statesName, ...(plan.pooled ? [plan.pooled.name] : [])];
  const outputs = await network.run(feeds, fetches);
  const states = output(outputs, statesName);
  const [, positions = 0, width = 0] = states.dims;
  const pooled = plan.pooled ? network.finite(floats(output(outputs, plan.pooled.name))) : null;
  return { positions, width, data: network.finite(floats(states)), pooled };
}

function withSecondPadding({ ids, tokens }: Encoding): Int32Array {
  // BOS, the text, EOS: what follows is padding.
  return ids.map((id, position) => (position < tokens.length + 2 ? id : SECOND_PAD_ID));
}

function joinWidths(parts: readonly HiddenStates[]): Omit<HiddenStates, 'pooled'> {
  const positions = parts[0]?.positions ?? 0;
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  const data = new Float32Array(positions * width);
  let column = 0;
  for (const part of parts) {
    for (let t = 0; t < positions; t++) {
      data.set(part.data.subarray(t * part.width, (t + 1) * part.width), t * width + column);
    }
    column += part.width;
  }
  return { positions, width, data };
}
