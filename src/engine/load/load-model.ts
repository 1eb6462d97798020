import { SETTING_LIMITS } from '../../core/diffusion/setting-limits.ts';
import type { SchedulerConfig } from '../../core/diffusion/types.ts';
import type { MapSide } from '../../core/grid-size.ts';
import { describeMissingSelf } from '../../core/onnx/sites/without-self.ts';
import { sitesToCheck } from '../../core/onnx/taps/check-taps.ts';
import { isHiddenSelf } from '../../core/onnx/taps/qk-taps.ts';
import { buildTapFragment } from '../../core/onnx/taps/tap-fragment.ts';
import type { CheckTap } from '../../core/onnx/types.ts';
import type { Tokenizer } from '../../core/prompt/types.ts';
import type { AccumulateAttention } from '../../gpu/kernels/attention-accumulate/attention-accumulate.simd.ts';
import { sdxlTimeIds } from '../../models/feeds/unet-feeds.ts';
import { hashFiles } from '../../models/package/hash-files.ts';
import { keepsWeights } from '../../models/package/large-weights.ts';
import type { LoadOptions, ModelPackage } from '../../models/package/model-package.ts';
import type { MachineFacts } from '../../models/preflight/preflight-types.ts';
import type { ModelInfo, StartEvent } from '../../rpc/contract.ts';
import type { AttentionCapture, CaptureRun } from '../capture/capture.ts';
import { MapsCapture } from '../capture/capture-maps.ts';
import { QkCapture } from '../capture/capture-qk.ts';
import type { DeviceWatch } from '../device/device-watch.ts';
import type { ChosenModel } from '../judge/choose-model.ts';
import { requireHeap } from '../judge/heap-room.ts';
import { requireMapBuffers } from '../judge/map-buffers.ts';
import { openNetworks } from '../networks/open-networks.ts';
import { openPictureEncoder } from '../networks/open-picture-encoder.ts';
import { openQuickUnet } from '../networks/open-quick-unet.ts';
import { PictureDecoder } from '../networks/picture-decoder.ts';
import type { PictureEncoder } from '../networks/picture-encoder.ts';
import type { Runtime } from '../networks/runtime.ts';
import { TextEncoderNetwork } from '../networks/text-encoder.ts';
import { Unet } from '../networks/unet.ts';
import { bringModel } from './bring-model.ts';
import { bytesOf, networksOf } from './download-model.ts';
import { guidanceHalvesFit } from './guidance-halves.ts';
import { photoSizesOf } from './photo-sizes-of.ts';
import { pictureSizesOf } from './picture-sizes-of.ts';
import { planModel } from './plan-model.ts';
import { shareWork } from './share-work.ts';
import { suggestedSettings } from './suggested-settings.ts';

export interface LoadModelOptions extends Runtime {
  readonly chosen: Pick<ChosenModel, 'id' | 'name' | 'origin' | 'entry'>;
  readonly model: ModelPackage;
  readonly machine: MachineFacts;
  /** The kernel for attention on the CPU, asked for when a model needs it; without, the graph computes it. */
  readonly openAttention?: () => Promise<AccumulateAttention | null>;
  readonly onEvent: (event: StartEvent) => void;
  /** As of `bringModel`. */
  readonly signal?: AbortSignal | undefined;
}

/** A model ready to generate: its networks opened, its attention tapped. */
export interface LoadedModel {
  readonly info: ModelInfo;
  readonly tokenizer: Tokenizer;
  readonly scheduler: SchedulerConfig;
  readonly latentChannels: number;
  readonly textEncoder: TextEncoderNetwork;
  readonly unet: Unet;
  /**
   * Opens the UNet's student of few steps with the first call.
   * @throws StudioError `model-unsupported` where the model has none, `cancelled`, else as opening the others
   */
  openQuickUnet(load?: LoadOptions): Promise<Unet>;
  readonly pictureDecoder: PictureDecoder;
  /**
   * Opens the encoder of pictures, which few sessions need, with the first call.
   * @param load for an encoder that could not be had with the model, and is asked for once more
   * @throws StudioError `model-unsupported` where the model has none, `cancelled`, else as opening the others
   */
  openPictureEncoder(load?: LoadOptions): Promise<PictureEncoder>;
  /** The guidance is an input of the UNet (LCM), which then needs no second half. */
  readonly takesGuidance: boolean;
  /** SDXL's sizes in pixels, of a picture of the usual size; null for others. */
  readonly timeIds: readonly number[] | null;
  createCapture(run: CaptureRun): AttentionCapture;
  /** Outputs by which the first call's maps are compared with the graph's own. */
  readonly checks: readonly CheckTap[];
  /** SHA-256 over all files of the model; null where some are not hashed. */
  readonly filesSha256: string | null;
  /** The GPU device that it runs on; null on the CPU. */
  readonly device: DeviceWatch | null;
}

/**
 * Brings a model here and opens its graphs. The UNet gets its attention taps appended: Q and K for our kernels on WebGPU,
 * small head-averaged maps on the CPU, but Q and K where the graph shows no probabilities and there is a kernel for the CPU.
 *
 * @throws StudioError `model-missing-file`, `model-corrupt`, `model-unsupported`, `out-of-memory`, `network`
 */
export async function loadModel(options: LoadModelOptions): Promise<LoadedModel> {
  const { chosen, model, device } = options;
  const { texts, tokenizer, planFacts, files } = await bringModel(options);
  // Through `files` the function below would keep them all, gigabytes where they are in memory.
  const { pictureEncoder, quickWeights } = files;
  const unetGraph = files.unet.graph.graph;
  const textEncoders = files.textEncoders.map(({ graph }) => graph.graph);
  const decoder = files.decoder.graph.graph;
  const graphs = { unet: unetGraph, textEncoders, decoder };
  const modelPlan = planModel(graphs, planFacts);
  const { inputs: plan, facts, latentSize, search, crossSides, selfSides, stackSides } = modelPlan;
  const { sites, untapped } = search;
  const keeps = keepsWeights([unetGraph, ...textEncoders, decoder]);
  const sizes = pictureSizesOf(unetGraph, modelPlan, options.machine);
  const photos = photoSizesOf(sizes, pictureEncoder?.graph.graph ?? null);
  if (photos.problem) {
    options.onEvent({ kind: 'problem', problem: { code: 'model-unsupported', message: photos.problem } });
  }
  requireMapBuffers(selfSides, options.machine);
  requireHeap(graphs, modelPlan, options.machine);
  const accumulate = !device && sites.some(isHiddenSelf) ? ((await options.openAttention?.()) ?? null) : null;
  const fragment = buildTapFragment(unetGraph, sites, {
    mode: device ? 'qk' : 'maps',
    hiddenMaps: accumulate ? 'from-qk' : 'in-graph',
    checks: sitesToCheck(sites),
  });
  const hashes = await hashFiles(model, files.unet, networksOf(files));
  const networks = await openNetworks(files, fragment, plan, options);
  const takesGuidance = plan.unet.timestepCond !== null;
  const fitsHalves = (latentSide: MapSide) =>
    device !== null || plan.unet.batch === 2 || guidanceHalvesFit(sites, latentSide);

  return {
    info: {
      id: chosen.id,
      name: chosen.name,
      origin: chosen.origin,
      suggested: suggestedSettings(chosen.entry, texts.scheduler, texts.schedulerJson, takesGuidance),
      ...(chosen.entry?.knownClasses ? { knownClasses: chosen.entry.knownClasses } : {}),
      maxClipSkip: Math.min(
        SETTING_LIMITS.clipSkip.max,
        ...networks.textEncoders.map(({ earlier }) => 1 + earlier.length),
      ),
      hasQuickWeights: model.layout.configs.quick_weights !== undefined,
      hasPictureEncoder: model.layout.networks.vae_encoder !== undefined && photos.problem === null,
      attention: { sites: sites.length, hasSelf: selfSides.length > 0, untapped, notes: describeMissingSelf(sites) },
      latentSize,
      sizes,
      photoSizes: photos.sizes,
      crossSides,
      selfSides: stackSides,
      positions: tokenizer.maxLength,
      downloadBytes: networksOf(files).reduce((sum, one) => sum + bytesOf(one), 0),
      unetSha256: hashes.unet,
    },
    tokenizer,
    scheduler: texts.scheduler,
    latentChannels: facts.latentChannels,
    textEncoder: new TextEncoderNetwork(networks.textEncoders),
    unet: new Unet(networks.unet, fragment, plan.unet, fitsHalves),
    openQuickUnet: shareWork((load) =>
      openQuickUnet({ ...options, fragment, plan: plan.unet, fitsHalves }, quickWeights, load),
    ),
    pictureDecoder: new PictureDecoder(networks.decoder, plan.decoder, facts.scalingFactor),
    openPictureEncoder: shareWork((load) => openPictureEncoder({ ...options, keeps }, facts, pictureEncoder, load)),
    takesGuidance,
    timeIds: plan.unet.timeIds ? sdxlTimeIds(sizes.usual.height, sizes.usual.width) : null,
    createCapture: (run) =>
      device ? new QkCapture(device, fragment, run) : new MapsCapture(fragment, run, accumulate),
    checks: fragment.checks,
    filesSha256: hashes.all,
    device: options.deviceWatch,
  };
}
