import type { CrossMap } from '../../core/attention/class-columns.ts';
import { edgesSide } from '../../core/attention/edges-side.ts';
import type { FrameCut } from '../../core/attention/frame-cut.ts';
import { type AttentionEdges, type AttentionRecord, SOFTMAX_SCOPES } from '../../core/attention/types.ts';
import { windowBinAt, windowBinsOf } from '../../core/attention/window-bins.ts';
import { StudioError } from '../../core/errors.ts';
import { compareSides, gridOf, type MapSide, tokensOf } from '../../core/grid-size.ts';
import { siteMapSide } from '../../core/onnx/sites/site-side.ts';
import type { QkTap, TapFragment } from '../../core/onnx/types.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';
import {
  type QkType,
  recordAttentionAccumulate,
} from '../../gpu/kernels/attention-accumulate/attention-accumulate.gpu.ts';
import { recordAttentionEdges } from '../../gpu/kernels/attention-edges/attention-edges.gpu.ts';
import { recordRefine } from '../../gpu/kernels/refine/refine.gpu.ts';
import { recordSharpen } from '../../gpu/kernels/sharpen/sharpen.gpu.ts';
import { createStorage, readStorage, uploadStorage } from '../../gpu/storage-buffer.ts';
import type { TensorSlice } from '../../gpu/tensor-slice.ts';
import type { LiveHeatmaps } from '../../rpc/contract.ts';
import { output } from '../networks/network.ts';
import type { OrtTensor } from '../networks/ort-module.ts';
import { classTokenBias } from '../networks/unet.ts';
import type { AttentionCapture, CaptureRun } from './capture.ts';
import {
  checkSelfAttention,
  liveMaps,
  previewHeatmaps,
  type Refine,
  refineRecord,
  refineWithoutSelf,
} from './refine-record.ts';

/** A_S of one side on the GPU: fp32 `[N,N]`, the sum over sites and steps. It is never read back. */
interface SelfSum {
  readonly side: MapSide;
  readonly sum: TensorSlice;
  weight: number;
}

/** A_C of one cross side, part of the trajectory and softmax scope: a slice of one buffer, fp32 `[N, positions]`. */
interface CrossSum extends Omit<CrossMap, 'data' | 'weight'> {
  readonly sum: TensorSlice;
  weight: number;
}

/**
 * Capture on WebGPU: Q and K of each site come as ONNX Runtime's own GPU buffers, our kernel adds their probabilities to
 * running sums on the same device. Only the small cross sums and the refined stacks are read back.
 */
export class QkCapture implements AttentionCapture {
  readonly fetches: readonly string[];
  readonly #device: GPUDevice;
  readonly #run: CaptureRun;
  readonly #taps: readonly QkTap[];
  readonly #self = new Map<MapSide, SelfSum>();
  readonly #cross: readonly CrossSum[];
  readonly #tokenBias: TensorSlice;

  constructor(device: GPUDevice, { qk }: TapFragment, run: CaptureRun) {
    this.fetches = qk.flatMap(({ query, key }) => [query, key]);
    this.#device = device;
    this.#run = run;
    this.#taps = qk;
    for (const { site } of qk) {
      const side = this.#side(site.downscale);
      if (site.kind === 'cross' || this.#self.has(side)) continue;
      this.#self.set(side, createSelfSum(device, side));
    }
    const crossSites = qk.filter(({ site }) => site.kind === 'cross');
    const crossSides = new Set(crossSites.map(({ site }) => this.#side(site.downscale)));
    this.#cross = [...crossSides].flatMap((crossSide) => createCrossSums(device, crossSide, run));
    this.#tokenBias = uploadStorage(device, 'class token bias', classTokenBias(run.isClassToken));
  }

  /** Records and submits; the queue's order lets the caller dispose the tensors right after. */
  async add(taps: Record<string, OrtTensor>, stepIndex: number): Promise<void> {
    const bin = windowBinAt(stepIndex, this.#run.steps);
    const encoder = this.#device.createCommandEncoder({ label: `capture step ${stepIndex}` });
    for (const tap of this.#taps) {
      await this.#accumulate(encoder, tap, bin, output(taps, tap.query), output(taps, tap.key));
    }
    this.#device.queue.submit([encoder.finish()]);
  }

  /** @throws StudioError `model-unsupported` for taps that our kernels would read as garbage */
  async #accumulate(encoder: GPUCommandEncoder, tap: QkTap, bin: number, query: OrtTensor, key: OrtTensor) {
    const { kind, downscale, heads, headDim, scale, path } = tap.site;
    const qkType = commonType(query, key, path);
    const side = this.#side(downscale);
    const width = heads * headDim;
    const [, queries = 0] = query.dims;
    const [, keys = 0] = key.dims;
    const common = {
      qkType,
      // The conditional half is the batch's last row; the class prompt's K has one row only.
      q: lastRow(query, queries * width),
      k: lastRow(key, keys * width),
      queries,
      keys,
      heads,
      headDim,
      scale,
      weight: 1,
    };
    if (kind === 'self') {
      const self = this.#selfAt(side);
      self.weight += 1;
      await recordAttentionAccumulate(this.#device, encoder, { ...common, out: self.sum, keyBias: null });
      return;
    }
    for (const cross of this.#cross) {
      if (cross.side !== side || cross.bin !== bin) continue;
      cross.weight += 1;
      const keyBias = cross.softmax === 'all' ? null : this.#tokenBias;
      await recordAttentionAccumulate(this.#device, encoder, { ...common, out: cross.sum, keyBias });
    }
  }

  async preview(tuning: TuningSettings, cut?: FrameCut): Promise<LiveHeatmaps> {
    // Only what is looked at is read back: this runs at every step.
    const crossMaps = await this.#readMaps(liveMaps(this.#filled(), tuning));
    return previewHeatmaps(crossMaps, this.#run, tuning, this.#refine, cut);
  }

  selfCheck(): Promise<void> {
    return checkSelfAttention(this.#selfSides(), this.#refine);
  }

  async finish(): Promise<AttentionRecord> {
    const edges = await this.#edges();
    if (this.#run.selfPower !== 1) await this.#sharpen();
    const maps = await this.#readMaps(this.#filled());
    return { ...(await refineRecord(maps, this.#run, this.#selfSides(), this.#refine)), ...edges };
  }

  /** Of A_S as captured. */
  async #edges(): Promise<{ readonly edges?: AttentionEdges }> {
    if (this.#self.size === 0) return {};
    const { side, sum, weight } = this.#selfAt(edgesSide([...this.#self.keys()]));
    const size = gridOf(side);
    const edges = createStorage(this.#device, 'attention edges', tokensOf(side));
    try {
      const encoder = this.#device.createCommandEncoder({ label: `edges at ${side}` });
      await recordAttentionEdges(this.#device, encoder, { a: sum, scale: 1 / weight, ...size, edges });
      this.#device.queue.submit([encoder.finish()]);
      const [content] = await readStorage(this.#device, [edges]);
      return { edges: { ...size, values: new Float32Array(content as ArrayBuffer) } };
    } finally {
      edges.buffer.destroy();
    }
  }

  #selfSides(): MapSide[] {
    const crossSides = this.#cross.map(({ side }) => side);
    return this.#self.size > 0 ? [...this.#self.keys()] : crossSides.sort(compareSides).slice(-1);
  }

  dispose(): void {
    for (const { sum } of [...this.#self.values(), ...this.#cross]) sum.buffer.destroy();
    this.#tokenBias.buffer.destroy();
  }

  /** Afterwards every row sums to 1 whatever it was, so they are checked before. */
  async #sharpen(): Promise<void> {
    await this.selfCheck();
    const encoder = this.#device.createCommandEncoder({ label: 'sharpen' });
    for (const self of this.#self.values()) {
      const task = { a: self.sum, tokens: tokensOf(self.side), power: this.#run.selfPower };
      await recordSharpen(this.#device, encoder, task);
      self.weight = 1;
    }
    this.#device.queue.submit([encoder.finish()]);
  }

  /** What has been added to. */
  #filled(): readonly CrossSum[] {
    return this.#cross.filter(({ weight }) => weight > 0);
  }

  async #readMaps(sums: readonly CrossSum[]): Promise<CrossMap[]> {
    const contents = await readStorage(
      this.#device,
      sums.map(({ sum }) => sum),
    );
    return sums.map((cross, index) => ({ ...cross, data: new Float32Array(contents[index] as ArrayBuffer) }));
  }

  #refine: Refine = async (task) => {
    if (this.#self.size === 0) return refineWithoutSelf(task);
    const { selfSide, x0: columnValues, columns, maxPower } = task;
    const self = this.#selfAt(selfSide);
    const tokens = tokensOf(selfSide);
    const x0 = uploadStorage(this.#device, 'X0', columnValues);
    const stack = createStorage(this.#device, 'power stack', (maxPower + 1) * tokens * columns);
    try {
      const encoder = this.#device.createCommandEncoder({ label: `refine at ${selfSide}` });
      const scale = 1 / self.weight;
      await recordRefine(this.#device, encoder, { a: self.sum, scale, x0, stack, tokens, columns, maxPower });
      this.#device.queue.submit([encoder.finish()]);
      const [content] = await readStorage(this.#device, [stack]);
      return new Float32Array(content as ArrayBuffer);
    } finally {
      x0.buffer.destroy();
      stack.buffer.destroy();
    }
  };

  #side(downscale: number): MapSide {
    return siteMapSide(this.#run.latentSide, downscale);
  }

  #selfAt(side: MapSide): SelfSum {
    const self = this.#self.get(side);
    if (!self) throw new Error(`No self-attention was captured at side ${side}`);
    return self;
  }
}

/** A model whose map no buffer holds is refused when it is loaded. */
function createSelfSum(device: GPUDevice, side: MapSide): SelfSum {
  const values = tokensOf(side) ** 2;
  const bytes = 4 * values;
  const largest = Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize);
  if (bytes > largest) throw new Error(`A_S at side ${side} takes ${bytes} bytes, a buffer at most ${largest}`);
  return { side, sum: createStorage(device, `A_S ${side}`, values), weight: 0 };
}

function createCrossSums(device: GPUDevice, side: MapSide, { steps, positions }: CaptureRun): CrossSum[] {
  const bins = Array.from({ length: windowBinsOf(steps) }, (_, bin) => bin);
  return bins.flatMap((bin) =>
    SOFTMAX_SCOPES.map((softmax) => {
      const label = `A_C ${side} part ${bin} over ${softmax}`;
      const sum = createStorage(device, label, tokensOf(side) * positions);
      return { side, bin, softmax, positions, weight: 0, sum };
    }),
  );
}

/** The element type of both Q and K. */
function commonType(query: OrtTensor, key: OrtTensor, path: string): QkType {
  const { type } = query;
  if (type === key.type && (type === 'float32' || type === 'float16')) return type;
  throw new StudioError({
    code: 'model-unsupported',
    message:
      `Attention at ${path} has Q as ${type} and K as ${key.type}; expected both as float32 or both as float16. ` +
      'Use an export of the model with fp32 or fp16 computation.',
    details: { path, query: type, key: key.type },
  });
}

/** The last row of a batch of equal rows, in the tensor's elements; ONNX Runtime's buffer may be larger than its tensor. */
function lastRow(tensor: OrtTensor, rowCount: number): TensorSlice {
  const [batch = 1] = tensor.dims;
  return { buffer: tensor.gpuBuffer as GPUBuffer, offset: (batch - 1) * rowCount, count: rowCount };
}
