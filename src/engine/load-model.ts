import * as v from 'valibot';
import { parseSchedulerConfig } from '../core/diffusion/scheduler-config.ts';
import type { SchedulerConfig } from '../core/diffusion/types.ts';
import { StudioError } from '../core/errors.ts';
import { findAttentionSites } from '../core/onnx/find-attention-sites.ts';
import { readOnnxGraph } from '../core/onnx/read-graph.ts';
import { appendFragment, buildTapFragment } from '../core/onnx/tap-fragment.ts';
import type { AttentionSite, TapFragment } from '../core/onnx/types.ts';
import { loadTokenizer } from '../core/prompt/tokenizer.ts';
import type { Tokenizer, TokenizerFiles } from '../core/prompt/types.ts';
import { hashListing } from '../models/hash-listing.ts';
import type { ModelFolder } from '../models/types.ts';
import type { ModelInfo } from '../rpc/contract.ts';
import type { AttentionCapture, CaptureRun } from './capture.ts';
import { MapsCapture } from './capture-maps.ts';
import { QkCapture } from './capture-qk.ts';
import type { ChosenModel } from './choose-model.ts';
import type { DeviceWatch } from './device-watch.ts';
import { Network } from './network.ts';
import type { OrtModule, SessionOptions } from './ort-module.ts';
import { suggestedSettings } from './suggested-settings.ts';
import { Unet } from './unet.ts';

const DecoderConfig = v.object({
  scaling_factor: v.pipe(v.number(), v.gtValue(0)),
  latent_channels: v.pipe(v.number(), v.integer(), v.minValue(1)),
  sample_size: v.pipe(v.number(), v.integer(), v.minValue(8)),
  downscale: v.pipe(v.number(), v.integer(), v.minValue(1)),
});

export interface LoadModelOptions {
  readonly folder: ModelFolder;
  readonly chosen: Pick<ChosenModel, 'id' | 'name' | 'origin' | 'entry'>;
  readonly onTokenizer: (files: TokenizerFiles) => void;
  readonly ort: OrtModule;
  /** Null: the CPU provider and the CPU twins. */
  readonly device: GPUDevice | null;
  readonly deviceWatch: DeviceWatch | null;
  /** Called before each graph is opened, which compiles it. */
  readonly onPart: (file: string) => void;
}

/** A model ready to generate: its networks opened, its attention tapped. */
export interface LoadedModel {
  readonly info: ModelInfo;
  readonly tokenizer: Tokenizer;
  readonly scheduler: SchedulerConfig;
  readonly scalingFactor: number;
  readonly latentChannels: number;
  readonly textEncoder: Network;
  readonly unet: Unet;
  readonly pictureDecoder: Network;
  createCapture(run: CaptureRun): AttentionCapture;
  /** SHA-256 over all files of the model; null where the page has no Web Crypto. */
  readonly filesSha256: string | null;
  /** The GPU device that it runs on; null on the CPU. */
  readonly device: DeviceWatch | null;
}

/**
 * Opens the graphs of a model folder. The UNet gets its attention taps appended: Q and K for our kernels on WebGPU, small
 * head-averaged maps on the CPU, where recomputing softmax(QKᵀ) in JavaScript would cost a fifth of a UNet call.
 *
 * @throws StudioError `model-missing-file`, `model-corrupt`, `model-unsupported`, `out-of-memory`
 */
export async function loadModel(options: LoadModelOptions): Promise<LoadedModel> {
  const { folder, device } = options;
  const config = parseDecoderConfig(folder.json('vae_decoder/config.json'));
  const latentSize = config.sample_size / config.downscale;
  const tokenizerFiles = {
    vocabJson: folder.text('tokenizer/vocab.json'),
    mergesTxt: folder.text('tokenizer/merges.txt'),
    configJson: folder.text('tokenizer/tokenizer_config.json'),
  };
  options.onTokenizer(tokenizerFiles);
  const tokenizer = loadTokenizer(tokenizerFiles);
  const scheduler = parseSchedulerConfig(folder.json('scheduler/scheduler_config.json'));

  const unetBytes = folder.bytes('unet/model.onnx');
  const graph = readOnnxGraph(unetBytes);
  const { sites, untapped } = findAttentionSites(graph);
  const fragment = buildTapFragment(graph, sites, { mode: device ? 'qk' : 'maps' });

  const providers: SessionOptions = device ? { executionProviders: [{ name: 'webgpu', device }] } : {};
  const open = (file: string, bytes: Uint8Array, session: SessionOptions) => {
    options.onPart(file);
    return Network.open({
      ort: options.ort,
      file,
      bytes,
      session: { ...providers, ...session },
      device: options.deviceWatch,
    });
  };
  // Biggest first: the heap never shrinks, so the largest allocation should meet it empty.
  const unet = await open('unet/model.onnx', appendFragment(unetBytes, fragment), tapLocations(fragment, device));
  const textEncoder = await open('text_encoder/model.onnx', folder.bytes('text_encoder/model.onnx'), {});
  const pictureDecoder = await open('vae_decoder/model.onnx', folder.bytes('vae_decoder/model.onnx'), {});

  return {
    info: {
      id: options.chosen.id,
      name: options.chosen.name,
      origin: options.chosen.origin,
      suggested: suggestedSettings(options.chosen.entry, scheduler, folder.json('scheduler/scheduler_config.json')),
      hasPictureEncoder: false,
      attention: { sites: sites.length, untapped },
      imageSize: config.sample_size,
      latentSize,
      crossSides: sidesOf(sites, 'cross', latentSize),
      selfSides: sidesOf(sites, 'self', latentSize),
      positions: tokenizer.maxLength,
      downloadBytes: folder.downloadBytes,
      unetSha256: folder.files.find((file) => file.path === 'unet/model.onnx')?.sha256 ?? '',
    },
    tokenizer,
    scheduler,
    scalingFactor: config.scaling_factor,
    latentChannels: config.latent_channels,
    textEncoder,
    unet: new Unet(unet, fragment),
    pictureDecoder,
    createCapture: (run) => (device ? new QkCapture(device, fragment, run) : new MapsCapture(fragment, run)),
    filesSha256: await hashListing(folder.files),
    device: options.deviceWatch,
  };
}

/** Taps stay in GPU buffers; the prediction is small and the sampler runs on the CPU. */
function tapLocations(fragment: TapFragment, device: GPUDevice | null): SessionOptions {
  if (!device) return {};
  const names = fragment.qk.flatMap(({ query, key }) => [query, key]);
  const taps = Object.fromEntries(names.map((name) => [name, 'gpu-buffer' as const]));
  return { preferredOutputLocation: { ...taps, out_sample: 'cpu' } };
}

/** Sides that a model has sites of one kind at, ascending. */
function sidesOf(sites: readonly AttentionSite[], kind: 'self' | 'cross', latentSize: number): number[] {
  const sides = sites.filter((site) => site.kind === kind).map((site) => latentSize / site.downscale);
  return [...new Set(sides)].sort((a, b) => a - b);
}

function parseDecoderConfig(json: unknown): v.InferOutput<typeof DecoderConfig> {
  const parsed = v.safeParse(DecoderConfig, json);
  if (parsed.success) return parsed.output;
  const problems = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`);
  throw new StudioError({
    code: 'model-corrupt',
    message: `vae_decoder/config.json lacks what decoding needs (scaling_factor, latent_channels, sample_size, downscale): ${problems.join('; ')}.`,
    details: { file: 'vae_decoder/config.json' },
  });
}
