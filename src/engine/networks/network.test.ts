import { describe, expect, it } from 'vitest';
import { Network } from './network.ts';
import type { OrtModule } from './ort-module.ts';

const PARTS = { bytes: new Uint8Array(0), externalData: [] };
const ortThat = (create: () => Promise<unknown>) =>
  ({ InferenceSession: { create }, Tensor: class {} }) as unknown as OrtModule;
const open = (ort: OrtModule) => Network.open(PARTS, { ort, file: 'unet/model.onnx', session: {}, device: null });

/** What `run` and `open` make of what the runtime throws. */
async function running(thrown: unknown) {
  const network = await open(ortThat(async () => ({ run: () => Promise.reject(thrown) })));
  return network.run([], ['out']);
}
const opening = (thrown: unknown) => open(ortThat(() => Promise.reject(thrown)));

describe('a run that fails', () => {
  it.each([
    new WebAssembly.RuntimeError('Aborted()'),
    new WebAssembly.RuntimeError('memory access out of bounds'),
    2097581304,
    new Error(
      'failed to call OrtRun(). ERROR_CODE: 2, ERROR_MESSAGE: Non-zero status code returned while running Conv node.',
    ),
    new Error('anything else that nobody knows'),
  ])('leaves a runtime that is not to be used any more: %s', async (thrown) => {
    await expect(running(thrown)).rejects.toMatchObject({
      code: 'worker-crashed',
      message: expect.stringMatching(/^unet\/model.onnx failed while running: the runtime .*again/),
      details: { file: 'unet/model.onnx', runtimeMessage: expect.stringMatching(/./) },
      cause: thrown,
    });
  });

  it('for lack of memory says so', async () => {
    const thrown = new Error('failed to call OrtRun(). Failed to allocate memory for requested buffer of size 9');
    await expect(running(thrown)).rejects.toMatchObject({ code: 'out-of-memory' });
  });
});

describe('a network that cannot be opened', () => {
  it.each([
    ['model-unsupported', new Error('Could not find an implementation for Foo(1) node')],
    ['model-corrupt', new Error('Protobuf parsing failed.')],
    ['out-of-memory', new Error('std::bad_alloc')],
    ['worker-crashed', 19451592],
    ['worker-crashed', new WebAssembly.RuntimeError('Aborted()')],
    [
      'backend-unavailable',
      new Error('no available backend found. ERR: [wasm] Error: WebAssembly SIMD is not supported'),
    ],
    [
      'network',
      new Error(
        'no available backend found. ERR: [wasm] RuntimeError: Aborted(both async and sync fetching of the wasm failed)',
      ),
    ],
  ] as const)('%s: %s', async (code, thrown) => {
    await expect(opening(thrown)).rejects.toMatchObject({ code, cause: thrown });
  });
});
