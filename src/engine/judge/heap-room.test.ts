import { describe, expect, it } from 'vitest';
import { encodeModel } from '../../../scripts/generate-model/encode-model.ts';
import { networksOf } from '../../../scripts/generate-model/model-folder.ts';
import { MODEL_SIZES } from '../../../scripts/generate-model/sizes.ts';
import type { FloatType } from '../../../scripts/generate-model/weight-spec.ts';
import { readOnnxGraph } from '../../core/onnx/file/read-graph.ts';
import { type ModelGraphs, type ModelPlan, planModel } from '../load/plan-model.ts';
import { CPU } from '../testing/bundled-model.ts';
import { heapFindings, heapNeed, requireHeap } from './heap-room.ts';

/** The generator's model of full size without its numbers. */
function graphsOf(weights: FloatType): ModelGraphs {
  const networks = networksOf(MODEL_SIZES.sd15, 'sdpa', { weights, compute: 'fp32', io: 'fp32' });
  const graph = (name: string) => {
    const network = networks[name];
    if (!network) throw new Error(`The generator wrote no ${name}`);
    const { structure, weights: encoded } = encodeModel(network, 'weights');
    return readOnnxGraph(Buffer.concat([structure, ...encoded.map(({ head }) => head)]));
  };
  return { unet: graph('unet'), textEncoders: [graph('text_encoder')], decoder: graph('vae_decoder') };
}

const HALF = graphsOf('fp16');
const planFor = (graphs: ModelGraphs, pixels: number): ModelPlan =>
  planModel(graphs, {
    vaeConfig: { sample_size: pixels, block_out_channels: [128, 256, 512, 512], scaling_factor: 0.18215 },
    unetConfig: { sample_size: pixels / 8 },
    known: null,
    positions: 77,
  });

describe('a model of full size on the CPU', () => {
  it('fits with half-precision weights at 512 pixels, as it was measured to', () => {
    const plan = planFor(HALF, 512);
    const { weightBytes, totalBytes } = heapNeed(HALF, plan);
    // 860 + 123 + 49 million weights.
    expect(weightBytes / 1e9).toBeCloseTo(2.06, 2);
    expect(totalBytes / 1e9).toBeGreaterThan(3.3);
    expect(totalBytes).toBeLessThan(CPU.heapBytes ?? 0);
    expect(heapFindings(HALF, plan, CPU)).toEqual([]);
    expect(() => requireHeap(HALF, plan, CPU)).not.toThrow();
  });

  it('is refused at 768 pixels, with numbers', () => {
    const plan = planFor(HALF, 768);
    const [finding] = heapFindings(HALF, plan, CPU);
    expect(finding?.level).toBe('impossible');
    expect(finding?.message).toMatch(
      /about [89]\.\d GB on the CPU, 2\.1 GB of it for the weights and [67]\.\d GB .* 4\.3 GB/,
    );
    expect(() => requireHeap(HALF, plan, CPU)).toThrow(/2\.1 GB of it for the weights/);
  });

  it('is refused with fp32 weights', () => {
    const graphs = graphsOf('fp32');
    expect(heapFindings(graphs, planFor(graphs, 512), CPU)[0]?.message).toMatch(/4\.1 GB of it for the weights/);
  });

  it('has no such limit where the runtime has no heap of its own', () => {
    expect(heapFindings(HALF, planFor(HALF, 768), { ...CPU, heapBytes: null })).toEqual([]);
  });
});
