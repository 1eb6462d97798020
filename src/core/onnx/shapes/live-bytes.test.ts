import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { readOnnxGraph } from '../file/read-graph.ts';
import { nodeRuns } from '../testing/live-bytes.testkit.ts';
import { OnnxBuilder } from '../testing/onnx-builder.testkit.ts';
import { waves } from '../testing/run-model.testkit.ts';
import { peakLiveBytes } from './live-bytes.ts';

const bundled = (path: string) => new Uint8Array(readFileSync(`public/models/emoji-scenes/${path}/model.onnx`));
const ONE_ROW = { latentSide: 64, rows: 1, keepsWeights: false };

describe("against ONNX Runtime's own profile", { timeout: 60_000 }, () => {
  test.each([
    [
      'unet',
      {
        sample: waves(1, [2, 4, 64, 64]),
        timestep: { dims: [1], data: BigInt64Array.of(500n) },
        encoder_hidden_states: waves(2, [2, 32, 128]),
      },
      2,
    ],
    ['vae_decoder', { latent_sample: waves(1, [1, 4, 64, 64]) }, 1],
  ] as const)('what %s holds at its fullest', async (path, feeds, rows) => {
    const model = bundled(path);
    const [input] = readOnnxGraph(model).inputs;
    const named = path === 'unet' ? feeds : { [input?.name ?? '']: Object.values(feeds)[0] };
    const runs = await nodeRuns(ort, model, named as Parameters<typeof nodeRuns>[2]);
    const measured = Math.max(...runs.map(({ liveBytes }) => liveBytes));
    const expected = peakLiveBytes(readOnnxGraph(model), { ...ONE_ROW, rows });
    // The profile counts a node that writes over its input twice.
    expect(expected / measured).toBeGreaterThan(0.7);
    expect(expected / measured).toBeLessThan(1.2);
  });
});

describe('a chain of nodes', () => {
  const picture = { name: 'latent', dataType: 1, shape: ['batch', 4, 'height', 'width'] };
  const bytes = 4 * 4 * 64 * 64;
  const peakOf = (write: (b: OnnxBuilder, input: string) => string, options = ONE_ROW) => {
    const builder = new OnnxBuilder();
    builder.output(write(builder, builder.input(picture)));
    return peakLiveBytes(readOnnxGraph(builder.model()), options);
  };

  test('writes over what nobody reads any more, and views take nothing', () => {
    const activated = (b: OnnxBuilder, x: string) => b.node('Sigmoid', [b.node('Softmax', [x], { axis: 1 })]);
    expect(peakOf(activated)).toBe(bytes);
    expect(peakOf((b, x) => b.node('Reshape', [activated(b, x), b.integers([0, 4, -1])]))).toBe(bytes);
    expect(peakOf(activated, { ...ONE_ROW, rows: 2 })).toBe(2 * bytes);
  });

  test('keeps what is still read', () => {
    const both = (b: OnnxBuilder, x: string) => {
      const first = b.node('Softmax', [x], { axis: 1 });
      return b.node('Add', [b.node('Softmax', [first], { axis: 1 }), first]);
    };
    expect(peakOf(both)).toBe(2 * bytes);
  });

  test('widened weights count where they are widened at each call', () => {
    const weights = 64 * 64;
    const widened = (b: OnnxBuilder, x: string) => {
      const half = b.storeBytes('w', { dataType: 10, dims: [64, 64], bytes: new Uint8Array(2 * weights) });
      return b.node('MatMul', [x, b.node('Cast', [half], { to: 1 })]);
    };
    expect(peakOf(widened)).toBe(bytes);
    expect(peakOf(widened, { ...ONE_ROW, keepsWeights: true })).toBe(bytes + 4 * weights);
  });
});
