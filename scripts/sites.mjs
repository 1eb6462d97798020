/**
 * `npm run sites -- FILE.onnx [--json]`: lists the attention that can be watched in a UNet, one site a line, and what cannot
 * with its reason. Weights are not read, so a file of gigabytes takes a second; side files need not be there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { withTypeScript } from './load-typescript.mjs';

const USAGE = 'Usage: npm run sites -- FILE.onnx [--json]';
/** Latent side of Stable Diffusion 1.5, where neither graph nor config.json tell. */
const DEFAULT_SIDE = 64;

/** What a Blob offers, on an open file. */
function fileRange(handle, start, end) {
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

function readConfig(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}

/** Height and width of the latents that the model was made for, by the UNet's config or by that of the decoder next to it. */
function configuredSides(file) {
  const unet = readConfig(join(dirname(file), 'config.json')).sample_size;
  if (Array.isArray(unet)) return [unet[0], unet[1]];
  if (typeof unet === 'number') return [unet, unet];
  const decoder = readConfig(join(dirname(file), '..', 'vae_decoder', 'config.json'));
  const side = decoder.sample_size / (decoder.downscale ?? 2 ** ((decoder.block_out_channels?.length ?? 0) - 1));
  return Number.isInteger(side) ? [side, side] : [DEFAULT_SIDE, DEFAULT_SIDE];
}

async function listSites(file, isJson) {
  const handle = await open(file).catch((error) => {
    throw new Error(`Expected an ONNX file at ${file}; it cannot be opened (${error.code}). ${USAGE}`, {
      cause: error,
    });
  });
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new Error(`Expected an ONNX file; ${file} is a folder. Name the model.onnx in it.`);
    const blob = fileRange(handle, 0, stat.size);
    const modules = ['file/blob-graph', 'sites/find-attention-sites', 'sites/describe-sites'].map(
      (name) => `/src/core/onnx/${name}.ts`,
    );
    return await withTypeScript(modules, async ({ readOnnxGraphFromBlob }, { findAttentionSites }, describe) => {
      const { graph } = await readOnnxGraphFromBlob(blob);
      const report = describe.describeSites(graph, findAttentionSites(graph), configuredSides(file));
      return isJson ? JSON.stringify({ file, ...report }, null, 2) : describe.printSites(report);
    });
  } finally {
    await handle.close();
  }
}

try {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' } } });
  const [file] = positionals;
  if (!file || positionals.length > 1) throw new Error(`Expected one file. ${USAGE}`);
  console.log(await listSites(file, values.json === true));
} catch (error) {
  // A bug keeps its stack; what a person can mend is one sentence.
  const isExpected = 'code' in error || error.name === 'Error';
  console.error(isExpected ? error.message : error);
  process.exitCode = 1;
}
