import { existsSync, readFileSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StudioError } from '../../src/core/errors.ts';
import { readOnnxGraphFromBlob } from '../../src/core/onnx/file/blob/blob-graph.ts';
import type { BlobLike } from '../../src/core/onnx/file/blob/blob-types.ts';
import { describeSites, printSites } from '../../src/core/onnx/sites/describe-sites.ts';
import { findAttentionSites } from '../../src/core/onnx/sites/find-attention-sites.ts';
import type { OnnxGraph } from '../../src/core/onnx/types.ts';
import { openModelPackage } from '../../src/models/package/model-package.ts';
import { chooseSource, isElsewhere, type SourceOptions } from '../engine/choose-source.ts';
import { MACHINE } from '../engine/machine.ts';

/** Latent side of Stable Diffusion 1.5, where neither graph nor config.json tell. */
const DEFAULT_SIDE = 64;

/** A range of an open file as a Blob. */
function fileRange(handle: FileHandle, start: number, end: number): BlobLike {
  return {
    size: end - start,
    slice: (from, to) => fileRange(handle, start + from, Math.min(start + to, end)),
    arrayBuffer: async () => {
      const bytes = new Uint8Array(end - start);
      const { bytesRead } = await handle.read(bytes, 0, bytes.byteLength, start);
      return bytes.buffer.slice(0, bytesRead);
    },
  };
}

type Config = Readonly<Record<string, unknown>>;

function readConfig(path: string): Config {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Config) : {};
}

/** Height and width of the latents that the model was made for, by the UNet's config or by that of the decoder next to it. */
function configuredSides({ sample_size: unet }: Config, decoder: Config): readonly [number, number] {
  if (Array.isArray(unet)) return [Number(unet[0]), Number(unet[1])];
  if (typeof unet === 'number') return [unet, unet];
  const blocks = Array.isArray(decoder.block_out_channels) ? decoder.block_out_channels.length : 0;
  const side = Number(decoder.sample_size) / Number(decoder.downscale ?? 2 ** (blocks - 1));
  return Number.isInteger(side) ? [side, side] : [DEFAULT_SIDE, DEFAULT_SIDE];
}

export interface ListedSites {
  readonly text: string;
  readonly json: object;
}

/** Where a UNet lies in a model's folder. */
const UNET_PATHS = ['unet/model.onnx', 'unet.onnx', 'model.onnx'];

/**
 * The attention that can be watched in a UNet, and what cannot with its reason. Weights are not read, so a file of gigabytes takes a second;
 * side files need not be there.
 * @param written an ONNX file, the folder of a model, an address, or the id of a catalogue entry
 * @throws StudioError `file-missing`, and as `readOnnxGraphFromBlob`, `chooseSource` and `ModelSource.peek`
 */
export async function listSites(written: string, options: SourceOptions): Promise<ListedSites> {
  if (isElsewhere(written)) return sitesElsewhere(written, options);
  const file = [written, ...UNET_PATHS.map((name) => join(written, name))].find(isFile) ?? written;
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    throw missing(`Expected an ONNX file at ${file}; it cannot be opened (${error.code}).`, error);
  });
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw missing(`Expected an ONNX file; ${file} is a folder. Name the model.onnx in it.`);
    const { graph } = await readOnnxGraphFromBlob(fileRange(handle, 0, stat.size));
    const folder = dirname(file);
    const unet = readConfig(join(folder, 'config.json'));
    return listed(file, graph, configuredSides(unet, readConfig(join(folder, '..', 'vae_decoder', 'config.json'))));
  } finally {
    await handle.close();
  }
}

/** By ranges, without downloading it; of a model in the cache without a request. */
async function sitesElsewhere(written: string, options: SourceOptions): Promise<ListedSites> {
  const { source, entry } = await chooseSource(written, options);
  const model = await openModelPackage(source, entry, MACHINE);
  const path = model.layout.networks.unet ?? '';
  const scanned = await model.scan('unet');
  if (!scanned) throw missing(`Expected a model with a UNet at ${written}; found none.`);
  const configOf = async (role: 'unet_config' | 'vae_config') =>
    JSON.parse((await model.peekText(role)) ?? '{}') as Config;
  return listed(
    `${written}: ${path}`,
    scanned.graph,
    configuredSides(await configOf('unet_config'), await configOf('vae_config')),
  );
}

function listed(file: string, graph: OnnxGraph, sides: readonly [number, number]): ListedSites {
  const report = describeSites(graph, findAttentionSites(graph), sides);
  return { text: printSites(report), json: { file, ...report } };
}

const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

function missing(message: string, cause?: unknown): StudioError {
  return new StudioError({ code: 'file-missing', message }, cause === undefined ? undefined : { cause });
}
