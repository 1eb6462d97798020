import { openAttentionSimd } from '../../gpu/kernels/attention-accumulate/attention-accumulate.simd.ts';
import { startWebThread } from '../../gpu/simd/web-simd-thread.ts';
import type { EngineHost } from '../engine-host.ts';
import { loadOrt } from './load-ort.ts';

/** The browser's worker that this is called in. */
export function browserHost(): EngineHost {
  return {
    gpu: navigator.gpu,
    fetch: (url, init) => fetch(url, init),
    navigator,
    oneThreadReason: crossOriginIsolated ? null : 'The page is not cross-origin isolated, so only one thread can run.',
    loadOrt: (backend) => loadOrt(backend),
    openAttention: (threads) => openAttentionSimd(threads - 1, startWebThread),
  };
}
