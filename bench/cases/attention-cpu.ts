import { availableParallelism } from 'node:os';
import * as native from 'onnxruntime-node';
import * as web from 'onnxruntime-web';
import { nodeRuns } from '../../src/core/onnx/testing/live-bytes.testkit.ts';
import { type AttentionModel, materialisedAttention, tappedAttention } from '../peers/attention-models.ts';
import { type Contender, measureSizes, randomFeatures, requireEqual } from '../peers/attention-sizes.ts';

const BUDGET_MS = 100_000;
/** A WebAssembly heap ends at 4 GiB; scores, their softmax and the runtime must fit. */
const LARGEST_PEER_BYTES = 3.5 * 2 ** 30;

/**
 * The head-averaged map of one self-attention as the studio's taps compute it on WASM, head by head, against all heads at
 * once, both by ONNX Runtime's WASM provider with a thread per core. Bytes are the most that lies in outputs of nodes at one
 * time, by the profile of native ONNX Runtime.
 * @throws Error when results differ.
 */
export async function run(): Promise<Record<string, unknown>> {
  const threads = availableParallelism();
  web.env.wasm.numThreads = threads;
  const sizes = await measureSizes(BUDGET_MS, async (shape) => {
    const { tokens, heads, headDim } = shape;
    const dims = [1, tokens, heads * headDim];
    const [q, k] = [randomFeatures(tokens * heads * headDim, 1), randomFeatures(tokens * heads * headDim, 2)];
    const own = await openContender(tappedAttention(shape), q, k, dims);
    const atLeast = 2 * heads * tokens * tokens * 4;
    const peer = atLeast < LARGEST_PEER_BYTES ? await openContender(materialisedAttention(shape), q, k, dims) : null;
    return {
      own,
      peer: peer ?? `all heads at once need ${(atLeast / 2 ** 30).toFixed(1)} GiB of a WebAssembly heap of 4 GiB`,
      check: async () => requireEqual(own.result(), peer?.result() ?? new Float32Array()),
      close: async () => {
        await own.close();
        await peer?.close();
      },
    };
  });
  return { sizes, threads };
}

async function openContender(model: AttentionModel, q: Float32Array, k: Float32Array, dims: readonly number[]) {
  const profile = await nodeRuns(native, model.bytes, { Q: { data: q, dims }, K: { data: k, dims } });
  const bytes = Math.max(...profile.map(({ liveBytes }) => liveBytes));
  const session = await web.InferenceSession.create(model.bytes, { executionProviders: ['wasm'] });
  const feeds = { Q: new web.Tensor('float32', q, dims), K: new web.Tensor('float32', k, dims) };
  let result = new Float32Array();
  return {
    run: async () => {
      const outputs = await session.run(feeds, [model.output]);
      result = outputs[model.output]?.data as Float32Array<ArrayBuffer>;
    },
    bytes: () => bytes,
    result: () => result,
    close: () => session.release(),
  } satisfies Contender & Record<string, unknown>;
}
