import { mapSide, sizeText } from '../../src/core/grid-size.ts';
import { checkAttention } from '../../src/engine/jobs/check-attention.ts';
import { explainFailures } from '../../src/engine/jobs/explain-failure.ts';
import type { JobContext } from '../../src/engine/jobs/job-context.ts';
import { type LoadedModel, loadModel } from '../../src/engine/load/load-model.ts';
import { openAttentionSimd } from '../../src/gpu/kernels/attention-accumulate/attention-accumulate.simd.ts';
import { startNodeThread } from '../../src/gpu/simd/node-simd-thread.ts';
import { openModelPackage } from '../../src/models/package/model-package.ts';
import { STUDIO_VERSION } from '../../src/version.ts';
import { tellDownload } from '../models/tell-download.ts';
import type { Report } from '../report/report.ts';
import type { Provider } from './choose-provider.ts';
import { chooseSource, type SourceOptions } from './choose-source.ts';
import { MACHINE } from './machine.ts';
import { openNativeOrt } from './native-ort.ts';

export interface OpenModelOptions extends SourceOptions {
  readonly report: Report;
  /** As `chooseSource` takes it. */
  readonly model: string;
  /** Null: the CPU. */
  readonly provider: Provider | null;
  readonly threads: number;
}

/** A model that pictures can be made with, on native ONNX Runtime. */
export interface OpenedModel {
  readonly model: LoadedModel;
  /** What it runs on. */
  readonly provider: Provider;
  /** Surroundings of one job: nobody looks on, and no time is told. */
  jobContext(): JobContext;
}

/** @throws StudioError as `chooseSource`, `openNativeOrt`, `loadModel` and `checkAttention` */
export async function openModel({
  model: written,
  provider,
  threads,
  ...options
}: OpenModelOptions): Promise<OpenedModel> {
  const { report } = options;
  const chosen = await chooseSource(written, options);
  const { ort, provider: used, reason } = await openNativeOrt(provider, threads);
  report.note('backend', reason, { provider: used, threads });
  const files = await openModelPackage(chosen.source, chosen.entry, MACHINE);
  const onDownload = await tellDownload(files, chosen.origin.label, report);
  const model = await explainFailures(null, 'The model could not be opened', async () =>
    loadModel({
      ...{ chosen, ort, model: files, machine: MACHINE, signal: options.signal },
      ...{ device: null, deviceWatch: null },
      openAttention: async () => openAttentionSimd(threads - 1, startNodeThread),
      onEvent(event) {
        if (event.kind === 'download') onDownload(event);
        if (event.kind === 'problem') report.note('problem', event.problem.message, { code: event.problem.code });
      },
    }),
  );
  const { info, filesSha256 } = model;
  report.note('model', `${info.name}: ${sizeText(info.sizes.usual)} pixels, ${info.attention.sites} attention sites.`, {
    ...{ id: info.id, unetSha256: info.unetSha256, imageSize: mapSide(info.sizes.usual), sites: info.attention.sites },
  });
  const provenance: JobContext['provenance'] = {
    modelId: info.id,
    modelSha256: info.unetSha256,
    ...(filesSha256 ? { modelFilesSha256: filesSha256 } : {}),
    backend: 'native',
    adapter: `onnxruntime-node, ${used}`,
    studioVersion: STUDIO_VERSION,
  };
  let isFirstUse = true;
  const jobContext = (): JobContext => {
    const context = {
      ...{ model, provenance, isFirstUse, isWatched: false },
      emit: () => undefined,
      signal: new AbortController().signal,
      yieldToMessages: async () => undefined,
      nowMs: () => performance.now(),
      now: () => null,
    };
    isFirstUse = false;
    return context;
  };
  // The tests check the bundled model; there the first picture's first call is early enough.
  if (info.origin.kind !== 'bundled') await checkAttention(jobContext());
  return { model, provider: used, jobContext };
}
