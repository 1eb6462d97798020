import * as ort from 'onnxruntime-node';
import { gridOf } from '../../../../src/core/grid-size.ts';
import { findAttentionSites } from '../../../../src/core/onnx/sites/find-attention-sites.ts';
import { siteSide } from '../../../../src/core/onnx/sites/site-side.ts';
import { buildTapFragment } from '../../../../src/core/onnx/taps/tap-fragment.ts';
import type { AttentionSite, QkTap } from '../../../../src/core/onnx/types.ts';
import { defaultTuning } from '../../../../src/core/segmentation/tuning-defaults.ts';
import type { LoadedModel } from '../../../../src/engine/load/load-model.ts';
import { Network, output } from '../../../../src/engine/networks/network.ts';
import type { OrtModule } from '../../../../src/engine/networks/ort-module.ts';
import { floats } from '../../../../src/engine/networks/tensor-numbers.ts';
import { Unet, type UnetConditions } from '../../../../src/engine/networks/unet.ts';
import { bundledFiles } from '../../../../src/engine/testing/bundled-model.ts';
import { planModelInputs } from '../../../../src/models/feeds/plan-inputs.ts';
import { openModelPackage, sessionParts } from '../../../../src/models/package/model-package.ts';
import { localSource } from '../../../../src/models/source/folder-source.ts';
import { meanOf } from '../evidence/mean-of.ts';
import type { CrossLook } from './cross-look.ts';
import { Look } from './look.ts';

/** Shows a noised latent to the UNet once, for its attention: each head of each cross site, and A_S of one side. */
export type Looker = (latent: Float32Array, timestep: number, conditions: UnetConditions) => Promise<Look>;

/**
 * Opens the bundled UNet once more, with Q and K of all cross sites as outputs instead of the finished maps, since recipes
 * weigh heads and sites, and with the graph's own probabilities of the self sites at the studio's default side.
 */
export async function openLooker({ info }: LoadedModel): Promise<Looker> {
  const model = await openModelPackage(localSource(info.id, bundledFiles()), null);
  const unetFiles = await model.network('unet');
  const unetGraph = unetFiles.graph.graph;
  const plan = planModelInputs({
    unet: unetGraph,
    textEncoders: [(await model.network('text_encoder')).graph.graph],
    decoder: (await model.network('vae_decoder')).graph.graph,
  });
  const { width: latentSide } = gridOf(info.latentSize);
  const { width: selfSide } = gridOf(defaultTuning(info.crossSides, info.selfSides, info.latentSize, 1).selfSide);
  const sideOf = ({ downscale }: AttentionSite) => siteSide(latentSide, downscale);
  const { sites } = findAttentionSites(unetGraph, info.latentSize);
  const selfSites = sites.filter((site) => site.kind === 'self' && sideOf(site) === selfSide);
  const crossSites = sites.filter(({ kind }) => kind === 'cross');
  const fragment = buildTapFragment(unetGraph, crossSites, { mode: 'qk', checks: selfSites });
  if (fragment.checks.length < selfSites.length) throw new Error('A self site of this UNet has no softmax output');
  const parts = await sessionParts(unetFiles, { fragment: new Uint8Array(fragment.bytes) });
  const options = { ort: ort as unknown as OrtModule, file: unetFiles.path, session: {}, device: null };
  const unet = new Unet(await Network.open(parts, options), fragment, plan.unet);
  const fetches = [
    ...fragment.qk.flatMap(({ query, key }) => [query, key]),
    ...fragment.checks.map(({ probabilities }) => probabilities),
  ];
  return async (latent, timestep, conditions) => {
    const { taps } = await unet.call(latent, info.latentSize, timestep, { ...conditions, negative: null }, fetches);
    // The runtime's memory, which goes back with the tensor. The conditional half is the batch's last row.
    const numbers = (name: string, count?: number) =>
      floats(output(taps, name)).slice(count === undefined ? 0 : -count);
    const cross = fragment.qk.map(({ site, query, key }: QkTap): CrossLook => {
      const side = sideOf(site);
      const { heads, headDim, scale } = site;
      return {
        side,
        heads,
        headDim,
        scale,
        query: numbers(query, side ** 2 * heads * headDim),
        key: numbers(key),
      };
    });
    const maps = fragment.checks.map(({ site, probabilities }) => {
      return meanOfHeads(numbers(probabilities, site.heads * selfSide ** 4), site.heads);
    });
    for (const tensor of Object.values(taps)) tensor.dispose();
    return new Look(selfSide, meanOf(maps), cross);
  };
}

/** `[heads, N, N]` → `[N, N]` */
function meanOfHeads(probabilities: Float32Array, heads: number): Float32Array {
  const size = probabilities.length / heads;
  return meanOf(Array.from({ length: heads }, (_, head) => probabilities.subarray(head * size, (head + 1) * size)));
}
