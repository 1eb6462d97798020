import { StudioError } from '../../core/errors.ts';
import { compareSides, type MapSide, mapSide } from '../../core/grid-size.ts';
import { findAttentionSites } from '../../core/onnx/sites/find-attention-sites.ts';
import { siteMapSide } from '../../core/onnx/sites/site-side.ts';
import type { AttentionSite, OnnxGraph, SiteSearch } from '../../core/onnx/types.ts';
import {
  type DecoderPlan,
  type ModelInputPlan,
  type PlannedTensor,
  planModelInputs,
  type UnetPlan,
} from '../../models/feeds/plan-inputs.ts';
import { type VaeFacts, type VaeFactsInput, vaeFacts } from '../../models/feeds/vae-facts.ts';

export interface ModelGraphs {
  readonly unet: OnnxGraph;
  /** One, or SDXL's two. */
  readonly textEncoders: readonly OnnxGraph[];
  readonly decoder: OnnxGraph;
}

/** What of a model is known beside its graphs. */
export interface PlanFacts {
  /** `vae_decoder/config.json` and `unet/config.json`, parsed; null where the model has none. */
  readonly vaeConfig: unknown;
  readonly unetConfig: unknown;
  /** What the catalogue says. */
  readonly known: NonNullable<VaeFactsInput['known']> | null;
  /** Positions that the tokenizer makes; null where it was not read yet. */
  readonly positions: number | null;
}

/** How a model will be fed and watched. */
export interface ModelPlan {
  readonly inputs: ModelInputPlan;
  readonly facts: VaeFacts;
  /** Of a picture of the usual size. */
  readonly latentSize: MapSide;
  readonly search: SiteSearch;
  /** Sides that the model has sites at, ascending. */
  readonly crossSides: readonly MapSide[];
  readonly selfSides: readonly MapSide[];
  /** Sides of the power stacks that its records hold: the self sides, or without any the largest cross side. */
  readonly stackSides: readonly MapSide[];
}

/**
 * Plans a model from its graphs alone, so that what does not fit together is known before its weights are here.
 * @throws StudioError `model-unsupported`, `model-corrupt` for a configuration that cannot be read
 */
export function planModel(graphs: ModelGraphs, { vaeConfig, unetConfig, known, positions }: PlanFacts): ModelPlan {
  const inputs = planModelInputs(graphs);
  if (positions !== null) requirePositions(inputs, positions);
  const { decoder, unet } = graphs;
  const contextWidth = inputs.unet.hiddenStates.shape[2] ?? null;
  const facts = vaeFacts({ config: vaeConfig, unetConfig, decoder, contextWidth, known });
  const latentSize = latentSizeOf(inputs, facts);
  const search = findAttentionSites(unet, latentSize);
  const sides = (kind: 'self' | 'cross') => sidesOf(search.sites, kind, latentSize);
  const [crossSides, selfSides] = [sides('cross'), sides('self')];
  const stackSides = selfSides.length > 0 ? selfSides : crossSides.slice(-1);
  return { inputs, facts, latentSize, search, crossSides, selfSides, stackSides };
}

function sidesOf(sites: readonly AttentionSite[], kind: 'self' | 'cross', latentSize: MapSide): MapSide[] {
  const sides = sites.filter((site) => site.kind === kind).map((site) => siteMapSide(latentSize, site.downscale));
  return [...new Set(sides)].sort(compareSides);
}

/** Sides that a graph fixes decide; the others are those of the pictures that the model is known for. */
function latentSizeOf({ unet, decoder }: ModelInputPlan, { imageSize, downscale }: VaeFacts): MapSide {
  const usual = Math.floor(imageSize / downscale);
  const sideOf = (axis: 2 | 3) => {
    const [drawn, decoded] = [unet.sample.shape[axis] ?? null, decoder.latent.shape[axis] ?? null];
    if (drawn !== null && decoded !== null && drawn !== decoded) throw otherSizes(unet, decoder);
    return drawn ?? decoded ?? usual;
  };
  return mapSide({ width: sideOf(3), height: sideOf(2) });
}

function otherSizes({ sample }: UnetPlan, { latent }: DecoderPlan): StudioError {
  const text = ({ shape }: PlannedTensor) => [shape[3], shape[2]].map((side) => side ?? 'any').join('×');
  return new StudioError({
    code: 'model-unsupported',
    message: `The UNet takes latents of ${text(sample)}, the picture decoder those of ${text(latent)} (width×height): they were exported for pictures of different sizes. Export both for one size, or with free sides.`,
  });
}

function requirePositions({ textEncoders, unet }: ModelInputPlan, positions: number): void {
  const fixed = [...textEncoders.map(({ ids }) => ids.shape[1]), unet.hiddenStates.shape[1]];
  const other = fixed.find((size) => typeof size === 'number' && size !== positions);
  if (!other) return;
  throw new StudioError({
    code: 'model-unsupported',
    message: `The model's graphs take ${other} positions, its tokenizer makes ${positions}: they belong to different models. Use the tokenizer that came with the model.`,
  });
}
