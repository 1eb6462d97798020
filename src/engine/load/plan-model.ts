import { StudioError } from '../../core/errors.ts';
import { findAttentionSites } from '../../core/onnx/sites/find-attention-sites.ts';
import { siteSide } from '../../core/onnx/sites/site-side.ts';
import type { AttentionSite, OnnxGraph, SiteSearch } from '../../core/onnx/types.ts';
import { type ModelInputPlan, planModelInputs } from '../../models/feeds/plan-inputs.ts';
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
  readonly latentSize: number;
  readonly search: SiteSearch;
  /** Sides that the model has sites at, ascending. */
  readonly crossSides: readonly number[];
  readonly selfSides: readonly number[];
  /** Sides of the power stacks that its records hold: the self sides, or without any the largest cross side. */
  readonly stackSides: readonly number[];
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

function sidesOf(sites: readonly AttentionSite[], kind: 'self' | 'cross', latentSize: number): number[] {
  const sides = sites.filter((site) => site.kind === kind).map((site) => siteSide(latentSize, site.downscale));
  return [...new Set(sides)].sort((a, b) => a - b);
}

/** A UNet of fixed size decides; else the size of pictures that the model is known for. */
function latentSizeOf({ unet }: ModelInputPlan, { imageSize, downscale }: VaeFacts): number {
  const [, , height = null, width = null] = unet.sample.shape;
  if (height === width) return height ?? Math.floor(imageSize / downscale);
  throw new StudioError({
    code: 'model-unsupported',
    message: `The UNet takes latents of ${height}×${width}; expected square ones. Export it with free or equal sides.`,
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
