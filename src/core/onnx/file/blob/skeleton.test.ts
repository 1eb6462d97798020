import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import * as ort from 'onnxruntime-node';
import { afterAll, expect, test } from 'vitest';
import { OnnxBuilder } from '../../testing/onnx-builder.testkit.ts';
import { type Numbers, waves } from '../../testing/run-model.testkit.ts';
import { FragmentWriter } from '../fragment-writer.ts';
import { readOnnxGraphFromBlob } from './blob-graph.ts';
import { writeSkeleton } from './skeleton.ts';

const folder = mkdtempSync(join(tmpdir(), 'skeleton-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** ONNX Runtime for Node finds external data beside the model's path. */
async function run(path: string, feeds: Readonly<Record<string, Numbers>>) {
  const session = await ort.InferenceSession.create(path, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  const tensors = Object.entries(feeds).map(([name, { data, dims }]) => {
    const type = data instanceof BigInt64Array ? 'int64' : 'float32';
    return [name, new ort.Tensor(type, data as Float32Array, dims)] as const;
  });
  const outputs = await session.run(Object.fromEntries(tensors));
  await session.release();
  return outputs;
}

test('skeleton and original file together compute what the original computes', async () => {
  const original = 'public/models/emoji-scenes/unet/model.onnx';
  const { layout } = await readOnnxGraphFromBlob(new Blob([readFileSync(original)]));
  const skeleton = writeSkeleton(layout, 'original.onnx');
  expect(skeleton.byteLength).toBeLessThan(layout.byteLength / 10);
  copyFileSync(original, join(folder, 'original.onnx'));
  writeFileSync(join(folder, 'skeleton.onnx'), skeleton);
  const feeds = {
    sample: waves(1, [1, 4, 32, 32]),
    timestep: { dims: [1], data: BigInt64Array.of(500n) },
    encoder_hidden_states: waves(2, [1, 32, 128]),
  };
  const expected = (await run(original, feeds)).out_sample!.data;
  expect((await run(join(folder, 'skeleton.onnx'), feeds)).out_sample!.data).toEqual(expected);

  // Nodes appended as taps are may read a weight that was moved out.
  const { name, dims } = layout.moved.find((tensor) => tensor.dims.length === 2)!;
  const fragment = new FragmentWriter('tap/');
  fragment.output(fragment.node('Identity', [name], {}, 'tap/weight'));
  writeFileSync(join(folder, 'tapped.onnx'), Buffer.concat([skeleton, fragment.finish()]));
  const tapped = await run(join(folder, 'tapped.onnx'), feeds);
  expect(tapped.out_sample!.data).toEqual(expected);
  expect(tapped['tap/weight']!.dims).toEqual(dims);
}, 60_000);

test('weights in packed floats and in Constant nodes are moved out as well', async () => {
  const COUNT = 40_000;
  const values = Float32Array.from({ length: COUNT }, (_, i) => Math.sin(i));
  const head = () => new BinaryWriter().tag(1, WireType.Varint).int64(COUNT).tag(2, WireType.Varint).int32(1);
  const packed = head().tag(4, WireType.LengthDelimited).bytes(new Uint8Array(values.buffer));
  packed.tag(8, WireType.LengthDelimited).string('packed');
  const raw = head().tag(9, WireType.LengthDelimited).bytes(new Uint8Array(values.buffer)).finish();
  const value = new BinaryWriter().tag(1, WireType.LengthDelimited).string('value');
  value.tag(5, WireType.LengthDelimited).bytes(raw).tag(20, WireType.Varint).int32(4);
  const constant = new BinaryWriter().tag(2, WireType.LengthDelimited).string('constant');
  constant.tag(4, WireType.LengthDelimited).string('Constant').tag(5, WireType.LengthDelimited).bytes(value.finish());
  const graph = new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(constant.finish());
  graph.tag(5, WireType.LengthDelimited).bytes(packed.finish());
  const builder = new OnnxBuilder();
  builder.input({ name: 'x', dataType: 1, shape: [1] });
  builder.node('Sub', ['packed', 'constant'], {}, 'zeros');
  builder.node('Add', ['zeros', 'x'], {}, 'y');
  builder.output('y');
  const added = new BinaryWriter().tag(7, WireType.LengthDelimited).bytes(graph.finish()).finish();
  const model = Buffer.concat([builder.model(), added]);
  const { layout } = await readOnnxGraphFromBlob(new Blob([model]));
  expect(layout.moved.map(({ name, length }) => [name, length])).toEqual([
    ['constant', 4 * COUNT],
    ['packed', 4 * COUNT],
  ]);
  writeFileSync(join(folder, 'weights.bin'), model);
  writeFileSync(join(folder, 'small.onnx'), writeSkeleton(layout, 'weights.bin'));
  const { y } = await run(join(folder, 'small.onnx'), { x: { dims: [1], data: Float32Array.of(2.5) } });
  expect(new Set(y!.data as Float32Array)).toEqual(new Set([2.5]));
});
