import type { AccumulateAttention } from '../gpu/kernels/attention-accumulate/attention-accumulate.simd.ts';
import type { CacheNavigator } from '../models/cache/browser-place.ts';
import type { Fetch } from '../models/types.ts';
import type { BackendKind } from '../rpc/contract.ts';
import type { LoadedOrt } from './networks/ort-module.ts';

/** What the engine takes from the browser or the process that it runs in: it knows no globals of either. */
export interface EngineHost {
  readonly gpu: GPU | undefined;
  readonly fetch: Fetch;
  /** Where downloaded models are kept. */
  readonly navigator: CacheNavigator;
  /** Why ONNX Runtime has one thread only, as a sentence; null where there is nothing that a person could change. */
  readonly oneThreadReason: string | null;
  loadOrt(backend: BackendKind): Promise<LoadedOrt>;
  /** The kernel for attention on the CPU, on so many threads; null where the host cannot run it. */
  openAttention(threads: number): AccumulateAttention | null;
}
