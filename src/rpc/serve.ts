import { type Endpoint, expose, type Remote, releaseProxy } from 'comlink';
import type {
  AddClassesRequest,
  CaptureRequest,
  EngineApi,
  GenerateEvent,
  GenerateRequest,
  StartEvent,
  StartOptions,
} from './contract.ts';
import type { ExportApi, ExportProgress, ExportRequest, PairApi, SizeRequest } from './export-contract.ts';
import { transferResult } from './transfer.ts';
import type { TuningApi } from './tuning-contract.ts';

/** The first message of a worker: its script has loaded. The page waits for it, `connectWorker`. */
const ALIVE = 'alive';

/** Answers the page's `connectEngine` from inside a worker: moves pixel buffers and releases the callbacks. */
export function serveEngine(api: EngineApi, endpoint?: Endpoint): void {
  serve(
    {
      check: (options: StartOptions) => api.check(options),
      start: (options: StartOptions, onEvent: Remote<(event: StartEvent) => void>) =>
        withEvents(onEvent, (relay) => api.start(options, relay)),
      generate: (request: GenerateRequest, onEvent: Remote<(event: GenerateEvent) => void>) =>
        withEvents(onEvent, async (relay) =>
          transferResult(await api.generate(request, (event) => relay(transferResult(event)))),
        ),
      capturePicture: (request: CaptureRequest, onEvent: Remote<(event: GenerateEvent) => void>) =>
        withEvents(onEvent, async (relay) =>
          transferResult(await api.capturePicture(request, (event) => relay(transferResult(event)))),
        ),
      addClasses: (request: AddClassesRequest, onEvent: Remote<(event: GenerateEvent) => void>) =>
        withEvents(onEvent, async (relay) => transferResult(await api.addClasses(request, relay))),
      cancel: (jobId: string) => api.cancel(jobId),
    },
    endpoint,
  );
}

/** Answers the page's `connectTuning` from inside a worker. */
export function serveTuning(api: TuningApi, endpoint?: Endpoint): void {
  const open: TuningApi['open'] = (...call) => api.open(...call);
  const segment: TuningApi['segment'] = async (...call) => transferResult(await api.segment(...call));
  const split: TuningApi['split'] = async (...call) => transferResult(await api.split(...call));
  serve({ open, segment, split }, endpoint);
}

/** Answers the page's `connectExport` from inside a worker. */
export function serveExport(api: ExportApi, endpoint?: Endpoint): void {
  serve(
    {
      exportDataset: (request: ExportRequest, onProgress: Remote<(progress: ExportProgress) => void>) =>
        withEvents(onProgress, (relay) => api.exportDataset(request, relay)),
      measureSize: (request: SizeRequest) => api.measureSize(request),
      cancel: (exportId: string) => api.cancel(exportId),
    },
    endpoint,
  );
}

/** Answers the export worker's `connectPairs` from inside a worker. */
export function servePairs(api: PairApi, endpoint?: Endpoint): void {
  const prepare: PairApi['prepare'] = async (pair) => transferResult(await api.prepare(pair));
  const readJpeg: PairApi['readJpeg'] = async (id) => transferResult(await api.readJpeg(id));
  const readClassMaps: PairApi['readClassMaps'] = async (pair) => transferResult(await api.readClassMaps(pair));
  serve({ prepare, readJpeg, readClassMaps }, endpoint);
}

function serve(api: object, endpoint: Endpoint | undefined): void {
  expose(api, endpoint);
  // In a worker its own global is the way to the page.
  (endpoint ?? (globalThis as unknown as Endpoint)).postMessage(ALIVE);
}

type RemoteCallback<E extends unknown[]> = ((...event: E) => Promise<void>) & { [releaseProxy](): void };

/**
 * Events have a message port of their own, so the answer could overtake them: it waits until the page has taken them all.
 * Then the port is given back, or each call would leave one open.
 */
async function withEvents<E extends unknown[], T>(
  onEvent: RemoteCallback<E>,
  work: (relay: (...event: E) => void) => Promise<T>,
): Promise<T> {
  let taken: Promise<unknown> = Promise.resolve();
  try {
    const answer = await work((...event) => {
      taken = Promise.all([taken, onEvent(...event)]);
    });
    await taken;
    return answer;
  } finally {
    onEvent[releaseProxy]();
  }
}
