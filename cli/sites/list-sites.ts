import { existsSync, readFileSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StudioError } from '../../src/core/errors.ts';
import { readOnnxGraphFromBlob } from '../../src/core/onnx/file/blob/blob-graph.ts';
import type { BlobLike } from '../../src/core/onnx/file/blob/blob-types.ts';
import { describeSites, printSites } from '../../src/core/onnx/sites/describe-sites.ts';
import { findAttentionSites } from '../../src/core/onnx/sites/find-attention-sites.ts';

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

function readConfig(path: string): Record<string, unknown> {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>) : {};
}

/** Height and width of the latents that the model was made for, by the UNet's config or by that of the decoder next to it. */
function configuredSides(file: string): readonly [number, number] {
  const unet = readConfig(join(dirname(file), 'config.json')).sample_size;
  if (Array.isArray(unet)) return [Number(unet[0]), Number(unet[1])];
  if (typeof unet === 'number') return [unet, unet];
  const decoder = readConfig(join(dirname(file), '..', 'vae_decoder', 'config.json'));
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
 * @param path an ONNX file, or the folder of a model
 * @throws StudioError `file-missing`, and as `readOnnxGraphFromBlob`
 */
export async function listSites(path: string): Promise<ListedSites> {
  const file = [path, ...UNET_PATHS.map((name) => join(path, name))].find(isFile) ?? path;
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    throw missing(`Expected an ONNX file at ${file}; it cannot be opened (${error.code}).`, error);
  });
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw missing(`Expected an ONNX file; ${file} is a folder. Name the model.onnx in it.`);
    const { graph } = await readOnnxGraphFromBlob(fileRange(handle, 0, stat.size));
    const report = describeSites(graph, findAttentionSites(graph), configuredSides(file));
    return { text: printSites(report), json: { file, ...report } };
  } finally {
    await handle.close();
  }
}

const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

function missing(message: string, cause?: unknown): StudioError {
  return new StudioError({ code: 'file-missing', message }, cause === undefined ? undefined : { cause });
}
