import { StudioError } from '../../src/core/errors.ts';
import type { OrtModule, SessionOptions } from '../../src/engine/networks/ort-module.ts';
import { warmUp } from '../../src/engine/networks/warm-up.ts';
import { type ChosenProvider, chooseProvider, type Provider } from './choose-provider.ts';

type NativeOrt = typeof import('onnxruntime-node');

export interface OpenedOrt extends ChosenProvider {
  readonly ort: OrtModule;
}

/**
 * ONNX Runtime of this machine, whose sessions run by one provider on so many threads.
 * @throws StudioError `backend-unavailable` where its binary cannot be loaded, or as `chooseProvider`
 */
export async function openNativeOrt(asked: Provider | null, threads: number): Promise<OpenedOrt> {
  const native = await loadNative();
  const listed = native.listSupportedBackends().map(({ name }) => name);
  const chosen = chooseProvider(asked, listed, threads);
  const executionProviders = chosen.provider === 'cpu' ? ['cpu'] : [chosen.provider, 'cpu'];
  const create = (model: Uint8Array, options?: SessionOptions) =>
    native.InferenceSession.create(model, {
      ...options,
      executionProviders,
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
    });
  // Its tensors and sessions are those of onnxruntime-web by contract, and other classes by name.
  const ort = { InferenceSession: { create }, Tensor: native.Tensor } as unknown as OrtModule;
  if (chosen.provider !== 'cpu') await requireStart(ort, chosen.provider);
  return { ...chosen, ort };
}

/** That a runtime lists a provider does not mean that its drivers are there. */
async function requireStart(ort: OrtModule, provider: Provider): Promise<void> {
  try {
    await warmUp(ort);
  } catch (cause) {
    const message = `The installed ONNX Runtime offers ${provider}, but it does not start here: ${(cause as Error).message.trim().replace(/\.$/, '')}. Install what it needs (drivers, libraries), or leave --provider out.`;
    throw new StudioError({ code: 'backend-unavailable', message }, { cause });
  }
}

async function loadNative(): Promise<NativeOrt> {
  try {
    return await import('onnxruntime-node');
  } catch (cause) {
    const message = `Expected ONNX Runtime for Node on this machine; its binary does not load: ${(cause as Error).message} Run npm ci again on this machine.`;
    throw new StudioError({ code: 'backend-unavailable', message }, { cause });
  }
}
