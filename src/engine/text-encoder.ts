import type { Encoding } from '../core/prompt/types.ts';
import { floats, type Network, output } from './network.ts';

/** Hidden states of one encoded text: fp32 `[positions, width]` row-major. */
export interface HiddenStates {
  readonly positions: number;
  readonly width: number;
  readonly data: Float32Array;
}

/** Runs the text encoder on one encoding. @throws as Network.run */
export async function encodeText(network: Network, encoding: Encoding): Promise<HiddenStates> {
  const ids = network.integers('input_ids', encoding.ids, [1, encoding.ids.length]);
  const states = output(await network.run({ input_ids: ids }, ['last_hidden_state']), 'last_hidden_state');
  const [, positions = 0, width = 0] = states.dims;
  return { positions, width, data: floats(states) };
}
