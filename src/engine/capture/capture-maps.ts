import { edgesSide } from '../../core/attention/edges-side.ts';
import type { FrameCut } from '../../core/attention/frame-cut.ts';
import type { AttentionEdges, AttentionRecord } from '../../core/attention/types.ts';
import { windowBinAt } from '../../core/attention/window-bins.ts';
import { compareSides, gridOf, type MapSide, tokensOf } from '../../core/grid-size.ts';
import { siteMapSide } from '../../core/onnx/sites/site-side.ts';
import type { MapTap, QkTap, TapFragment } from '../../core/onnx/types.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';
import type { AccumulateAttention } from '../../gpu/kernels/attention-accumulate/attention-accumulate.simd.ts';
import { attentionEdgesCpu } from '../../gpu/kernels/attention-edges/attention-edges.cpu.ts';
import { refineCpu } from '../../gpu/kernels/refine/refine.cpu.ts';
import { sharpenCpu } from '../../gpu/kernels/sharpen/sharpen.cpu.ts';
import type { LiveHeatmaps } from '../../rpc/contract.ts';
import { output } from '../networks/network.ts';
import type { OrtTensor } from '../networks/ort-module.ts';
import { floats } from '../networks/tensor-numbers.ts';
import { addInPlace } from './add-in-place.ts';
import type { AttentionCapture, CaptureRun } from './capture.ts';
import { CrossSums } from './cross-sums.ts';
import {
  checkSelfAttention,
  liveMaps,
  previewHeatmaps,
  type Refine,
  refineRecord,
  refineWithoutSelf,
} from './refine-record.ts';

/** A_S of one side: fp32 `[N,N]`, the sum over sites and steps. */
interface SelfSum {
  readonly side: MapSide;
  readonly sum: Float32Array;
  weight: number;
}

/**
 * Capture on the CPU provider: the appended graph nodes already average the conditional half's probabilities over heads
 * and sum them over a side's sites, so one small map a side comes out of each call and is added up here. Where the taps give Q and
 * K of a site instead, our kernel adds its map.
 */
export class MapsCapture implements AttentionCapture {
  readonly fetches: readonly string[];
  readonly #run: CaptureRun;
  readonly #cross: CrossSums;
  readonly #crossTaps: readonly MapTap[];
  readonly #selfTaps: readonly MapTap[];
  readonly #qkTaps: readonly QkTap[];
  readonly #accumulate: AccumulateAttention;
  readonly #self = new Map<MapSide, SelfSum>();

  /** @param accumulate for Q and K of a site, where the fragment puts them out */
  constructor({ maps, qk }: TapFragment, run: CaptureRun, accumulate: AccumulateAttention | null = null) {
    this.fetches = [...maps.map((tap) => tap.output), ...qk.flatMap(({ query, key }) => [query, key])];
    this.#run = run;
    this.#cross = new CrossSums(run);
    this.#crossTaps = maps.filter((tap) => tap.kind === 'cross');
    this.#selfTaps = maps.filter((tap) => tap.kind === 'self');
    this.#qkTaps = qk;
    if (qk.length > 0 && !accumulate) throw new Error('The fragment puts out Q and K, and there is no kernel for them');
    this.#accumulate = accumulate ?? (() => undefined);
    for (const { downscale } of [...this.#selfTaps, ...qk.map(({ site }) => site)]) {
      const side = siteMapSide(run.latentSide, downscale);
      if (!this.#self.has(side)) this.#self.set(side, { side, sum: new Float32Array(tokensOf(side) ** 2), weight: 0 });
    }
  }

  async add(taps: Record<string, OrtTensor>, stepIndex: number): Promise<void> {
    const bin = windowBinAt(stepIndex, this.#run.steps);
    for (const { output: name, downscale, softmax, siteCount } of this.#crossTaps) {
      const key = { side: siteMapSide(this.#run.latentSide, downscale), bin, softmax };
      this.#cross.add(key, floats(output(taps, name)), siteCount);
    }
    for (const { output: name, downscale, siteCount } of this.#selfTaps) {
      const self = this.#selfAt(siteMapSide(this.#run.latentSide, downscale));
      addInPlace(self.sum, floats(output(taps, name)));
      self.weight += siteCount;
    }
    for (const tap of this.#qkTaps) this.#addSite(tap, floats(output(taps, tap.query)), floats(output(taps, tap.key)));
  }

  #addSite({ site: { downscale, heads, headDim, scale } }: QkTap, q: Float32Array, k: Float32Array): void {
    const self = this.#selfAt(siteMapSide(this.#run.latentSide, downscale));
    const tokens = tokensOf(self.side);
    const size = { queries: tokens, keys: tokens, heads, headDim };
    this.#accumulate({ ...size, q, qOffset: 0, k, kOffset: 0, scale, weight: 1, out: self.sum });
    self.weight += 1;
  }

  preview(tuning: TuningSettings, cut?: FrameCut): Promise<LiveHeatmaps> {
    return previewHeatmaps(liveMaps(this.#cross.maps(), tuning), this.#run, tuning, this.#refine, cut);
  }

  selfCheck(): Promise<void> {
    return checkSelfAttention(this.#selfSides(), this.#refine);
  }

  async finish(): Promise<AttentionRecord> {
    const edges = this.#edges();
    if (this.#run.selfPower !== 1) await this.#sharpen();
    return { ...(await refineRecord(this.#cross.maps(), this.#run, this.#selfSides(), this.#refine)), ...edges };
  }

  /** Of A_S as captured. */
  #edges(): { readonly edges?: AttentionEdges } {
    if (this.#self.size === 0) return {};
    const { side, sum, weight } = this.#selfAt(edgesSide([...this.#self.keys()]));
    const size = gridOf(side);
    const values = new Float32Array(tokensOf(side));
    attentionEdgesCpu({ a: sum, scale: 1 / weight, ...size, edges: values });
    return { edges: { ...size, values } };
  }

  /** Afterwards every row sums to 1 whatever it was, so they are checked before. */
  async #sharpen(): Promise<void> {
    await this.selfCheck();
    for (const self of this.#self.values()) {
      sharpenCpu({ a: self.sum, tokens: tokensOf(self.side), power: this.#run.selfPower });
      self.weight = 1;
    }
  }

  #selfSides(): MapSide[] {
    const crossSides = this.#crossTaps.map(({ downscale }) => siteMapSide(this.#run.latentSide, downscale));
    return this.#self.size > 0 ? [...this.#self.keys()] : crossSides.sort(compareSides).slice(-1);
  }

  #selfAt(side: MapSide): SelfSum {
    const self = this.#self.get(side);
    if (!self) throw new Error(`No self-attention was captured at side ${side}`);
    return self;
  }

  dispose(): void {
    // Plain arrays: nothing to give back.
  }

  #refine: Refine = async (task) => {
    if (this.#self.size === 0) return refineWithoutSelf(task);
    const { selfSide, x0, columns, maxPower } = task;
    const self = this.#selfAt(selfSide);
    const tokens = tokensOf(selfSide);
    const out = new Float32Array((maxPower + 1) * tokens * columns);
    refineCpu({ a: self.sum, scale: 1 / self.weight, x0, tokens, columns, maxPower, out });
    return out;
  };
}
