import type { AttentionRecord } from '../../core/attention/types.ts';
import { windowBinAt } from '../../core/attention/window-bins.ts';
import type { MapTap, TapFragment } from '../../core/onnx/types.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';
import { refineCpu } from '../../gpu/kernels/refine/refine.cpu.ts';
import { sharpenCpu } from '../../gpu/kernels/sharpen/sharpen.cpu.ts';
import type { LiveHeatmaps } from '../../rpc/contract.ts';
import { output } from '../networks/network.ts';
import type { OrtTensor } from '../networks/ort-module.ts';
import { floats } from '../networks/tensor-numbers.ts';
import { addInPlace } from './add-in-place.ts';
import type { AttentionCapture, CaptureRun } from './capture.ts';
import { CrossSums } from './cross-sums.ts';
import { checkSelfAttention, liveMaps, previewHeatmaps, type Refine, refineRecord } from './refine-record.ts';

/** A_S of one side: fp32 `[N,N]`, the sum over sites and steps. */
interface SelfSum {
  readonly tap: MapTap;
  readonly side: number;
  readonly sum: Float32Array;
  weight: number;
}

/**
 * Capture on the CPU provider: the appended graph nodes already average the conditional half's probabilities over heads
 * and sum them over a side's sites, so one small map a side comes out of each call and is added up here.
 */
export class MapsCapture implements AttentionCapture {
  readonly fetches: readonly string[];
  readonly #run: CaptureRun;
  readonly #cross: CrossSums;
  readonly #crossTaps: readonly MapTap[];
  readonly #self: readonly SelfSum[];

  constructor({ maps }: TapFragment, run: CaptureRun) {
    this.fetches = maps.map((tap) => tap.output);
    this.#run = run;
    this.#cross = new CrossSums(run);
    this.#crossTaps = maps.filter((tap) => tap.kind === 'cross');
    this.#self = maps
      .filter((tap) => tap.kind === 'self')
      .map((tap) => {
        const side = run.latentSide / tap.downscale;
        return { tap, side, sum: new Float32Array(side ** 4), weight: 0 };
      });
  }

  async add(taps: Record<string, OrtTensor>, stepIndex: number): Promise<void> {
    const bin = windowBinAt(stepIndex, this.#run.steps);
    for (const { output: name, downscale, softmax, siteCount } of this.#crossTaps) {
      const key = { side: this.#run.latentSide / downscale, bin, softmax };
      this.#cross.add(key, floats(output(taps, name)), siteCount);
    }
    for (const self of this.#self) {
      addInPlace(self.sum, floats(output(taps, self.tap.output)));
      self.weight += self.tap.siteCount;
    }
  }

  preview(tuning: TuningSettings): Promise<LiveHeatmaps> {
    return previewHeatmaps(liveMaps(this.#cross.maps(), tuning), this.#run, tuning, this.#refine);
  }

  selfCheck(): Promise<void> {
    return checkSelfAttention(this.#selfSides(), this.#refine);
  }

  async finish(): Promise<AttentionRecord> {
    if (this.#run.selfPower !== 1) await this.#sharpen();
    return refineRecord(this.#cross.maps(), this.#run, this.#selfSides(), this.#refine);
  }

  /** Afterwards every row sums to 1 whatever it was, so they are checked before. */
  async #sharpen(): Promise<void> {
    await this.selfCheck();
    for (const self of this.#self) {
      sharpenCpu({ a: self.sum, tokens: self.side ** 2, power: this.#run.selfPower });
      self.weight = 1;
    }
  }

  #selfSides(): number[] {
    return this.#self.map(({ side }) => side);
  }

  dispose(): void {
    // Plain arrays: nothing to give back.
  }

  #refine: Refine = async ({ selfSide, x0, columns, maxPower }) => {
    const self = this.#self.find(({ side }) => side === selfSide);
    if (!self) throw new Error(`No self-attention was captured at side ${selfSide}`);
    const tokens = selfSide * selfSide;
    const out = new Float32Array((maxPower + 1) * tokens * columns);
    refineCpu({ a: self.sum, scale: 1 / self.weight, x0, tokens, columns, maxPower, out });
    return out;
  };
}
