import { cellsOf, type GridSize, gridOf } from '../../core/grid-size.ts';
import { sideStep } from '../../core/onnx/sites/side-step.ts';
import type { AttentionSite, OnnxGraph } from '../../core/onnx/types.ts';
import type { PictureSizes } from '../../core/picture-sizes.ts';
import type { MachineFacts } from '../../models/preflight/preflight-types.ts';
import type { ModelPlan } from './plan-model.ts';

/** On the CPU a UNet writes out one row's probabilities of a site, `[heads,N,N]` in fp32: of a heap of 4 GB this much is left for them. */
const MAX_ROW_BYTES = 2 ** 30;

/** Which sizes a model's pictures may have: what its graphs take, and what this machine has room for. */
export function pictureSizesOf(
  unet: OnnxGraph,
  { inputs, facts, latentSize, search }: Pick<ModelPlan, 'inputs' | 'facts' | 'latentSize' | 'search'>,
  machine: MachineFacts,
): PictureSizes {
  const { sites } = search;
  const latentFactor = facts.downscale;
  const latent = gridOf(latentSize);
  const usual = { width: latent.width * latentFactor, height: latent.height * latentFactor };
  const areFree = [inputs.unet.sample, inputs.decoder.latent].every(({ shape }) =>
    shape.slice(2).every((length) => length === null),
  );
  const wholeStep = wholeCells(sites, latent);
  const freeStep = areFree && wholeStep !== null ? sideStep(unet, sites) : null;
  const step = freeStep ?? wholeStep;
  return {
    usual,
    latentFactor,
    step: step && step * latentFactor,
    isFree: freeStep !== null,
    maxPixels: Math.max(cellsOf(usual), maxPixels(sites, latentFactor, machine)),
    crossDownscales: downscales(sites, 'cross'),
    selfDownscales: downscales(sites, 'self'),
  };
}

/** The deepest site's downscale, where the usual latent has whole cells at every site. */
function wholeCells(sites: readonly AttentionSite[], { width, height }: GridSize): number | null {
  const deepest = Math.max(...sites.map(({ downscale }) => downscale));
  const cells = [...sites.map(({ downscale }) => deepest / downscale), width / deepest, height / deepest];
  const fits = cells.every(Number.isInteger);
  return fits ? deepest : null;
}

function downscales(sites: readonly AttentionSite[], kind: AttentionSite['kind']): number[] {
  return [...new Set(sites.filter((site) => site.kind === kind).map(({ downscale }) => downscale))];
}

/** N² is limited at each self site; N is its pixels over those of a cell. */
function maxPixels(sites: readonly AttentionSite[], latentFactor: number, machine: MachineFacts): number {
  const limits = sites
    .filter(({ kind }) => kind === 'self')
    .map(({ heads, downscale }) => {
      const values =
        machine.backend === 'webgpu'
          ? machine.maxBufferBytes / Float32Array.BYTES_PER_ELEMENT
          : MAX_ROW_BYTES / Float32Array.BYTES_PER_ELEMENT / heads;
      return Math.floor(Math.sqrt(values)) * (downscale * latentFactor) ** 2;
    });
  // Without self-attention nothing grows with the square of the pixels; a picture of this many still fits everywhere.
  return Math.min(MAX_PIXELS, ...limits);
}

const MAX_PIXELS = 4096 ** 2;
