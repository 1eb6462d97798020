import { availableParallelism } from 'node:os';
import * as native from 'onnxruntime-node';
import * as web from 'onnxruntime-web';
import { nodeRuns } from '../../../src/core/onnx/testing/live-bytes.testkit.ts';
import {
  type AccumulateAttention,
  openAttentionSimd,
} from '../../../src/gpu/kernels/attention-accumulate/attention-accumulate.simd.ts';
import { startNodeThread } from '../../../src/gpu/simd/node-simd-thread.ts';
import { type AttentionModel, type AttentionShape, materialisedAttention } from '../../peers/attention-models.ts';
import { type Contender, measureSizes, randomFeatures, requireEqual } from '../../peers/attention-sizes.ts';

const BUDGET_MS = 100_000;
/** A WebAssembly heap ends at 4 GiB; scores, their softmax and the runtime must fit. */
const LARGEST_PEER_BYTES = 3.5 * 2 ** 30;

/**
 * Our WebAssembly SIMD kernel for the head-averaged map of one self-attention against all heads at once by ONNX Runtime's WASM
 * provider, both from Q and K in JavaScript to the map there, with a thread per core. Bytes of ours are its WebAssembly memory,
 * Q and K in it included, and the map; the peer's are the most that lies in outputs of nodes at one time, by the profile of native
 * ONNX Runtime.
 * @throws Error when results differ.
 */
export async function run(): Promise<Record<string, unknown>> {
  const threads = Math.min(8, availableParallelism());
  web.env.wasm.numThreads = threads;
  const kernel = openKernel(threads);
  const sizes = await measureSizes(BUDGET_MS, async (shape) => {
    const { tokens, heads, headDim } = shape;
    const dims = [1, tokens, heads * headDim];
    const [q, k] = [randomFeatures(tokens * heads * headDim, 1), randomFeatures(tokens * heads * headDim, 2)];
    const own = kernel.contender(shape, q, k);
    const atLeast = 2 * heads * tokens * tokens * 4;
    const peer = atLeast < LARGEST_PEER_BYTES ? await openContender(materialisedAttention(shape), q, k, dims) : null;
    return {
      own,
      peer: peer ?? `all heads at once need ${(atLeast / 2 ** 30).toFixed(1)} GiB of a WebAssembly heap of 4 GiB`,
      check: async () => requireEqual(own.result(), peer?.result() ?? new Float32Array()),
      close: async () => await peer?.close(),
    };
  });
  await kernel.close();
  return { sizes, threads };
}

/** One kernel for all sizes, as for all sites of a model: small ones come first, so its memory is what the size at hand takes. */
function openKernel(threads: number) {
  const memories: WebAssembly.Memory[] = [];
  const helpers: { terminate(): Promise<unknown> }[] = [];
  const accumulate = openAttentionSimd(threads - 1, (start) => {
    memories.push(start.memory);
    helpers.push(startNodeThread(start));
  });
  if (!accumulate || !memories[0]) throw new Error('The kernel needs WebAssembly SIMD, shared memory and two threads.');
  const [memory] = memories;
  return {
    contender: (shape: AttentionShape, q: Float32Array, k: Float32Array) =>
      kernelContender(accumulate, memory, shape, q, k),
    close: () => Promise.all(helpers.map((helper) => helper.terminate())),
  };
}

function kernelContender(
  accumulate: AccumulateAttention,
  memory: WebAssembly.Memory,
  { tokens, heads, headDim }: AttentionShape,
  q: Float32Array,
  k: Float32Array,
) {
  const sum = new Float32Array(tokens * tokens);
  const task = { q, qOffset: 0, k, kOffset: 0, queries: tokens, keys: tokens, heads, headDim };
  let runs = 0;
  return {
    run: async () => {
      accumulate({ ...task, scale: headDim ** -0.5, weight: 1, out: sum });
      runs++;
    },
    bytes: () => memory.buffer.byteLength + sum.byteLength,
    // Every run added the map once more.
    result: () => sum.map((value) => value / runs),
  } satisfies Contender & Record<string, unknown>;
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
