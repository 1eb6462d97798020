import { readFileSync } from 'node:fs';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StudioError } from '../../../errors.ts';
import { countingBlob, sparseBlob } from '../../testing/blob-sparse.testkit.ts';
import { OnnxBuilder } from '../../testing/onnx-builder.testkit.ts';
import { readOnnxGraph } from '../read-graph.ts';
import { readOnnxGraphFromBlob } from './blob-graph.ts';

const file = readFileSync('public/models/emoji-scenes/unet/model.onnx');
const bundled = new Uint8Array(file);

describe('the bundled UNet', () => {
  test('reads as from memory, but for the bytes of its large tensors', async () => {
    const { graph, sideFiles } = await readOnnxGraphFromBlob(new Blob([bundled]));
    const whole = readOnnxGraph(bundled);
    const withoutBytes = ({ initialisers }: typeof graph) =>
      [...initialisers.values()].map(({ name, dataType, dims, values }) => ({ name, dataType, dims, values }));
    const sorted = (tensors: ReturnType<typeof withoutBytes>) => tensors.sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(graph.nodes).toEqual(whole.nodes);
    expect(sorted(withoutBytes(graph))).toEqual(sorted(withoutBytes(whole)));
    expect([graph.inputs, graph.outputs, graph.opsets]).toEqual([whole.inputs, whole.outputs, whole.opsets]);
    expect(sideFiles).toEqual([]);
  });

  test('every tensor lies where it is said to', async () => {
    const { tensors } = await readOnnxGraphFromBlob(new Blob([bundled]));
    const { initialisers } = readOnnxGraph(bundled);
    expect(tensors.size).toBe(initialisers.size);
    for (const [name, { file: side, offset, length }] of tensors) {
      expect(side).toBeNull();
      expect(Buffer.compare(file.subarray(offset, offset + length!), initialisers.get(name)!.rawData!)).toBe(0);
    }
  });

  test('is scanned without reading its weights', async () => {
    const { blob, read } = countingBlob(new Blob([bundled]));
    await readOnnxGraphFromBlob(blob);
    expect(read.bytes).toBeLessThan(bundled.byteLength / 4);
  });
});

test('a file of 5 GB is scanned by ranges', async () => {
  const WEIGHT_BYTES = 2_500_000_000;
  const builder = new OnnxBuilder();
  builder.input({ name: 'x', dataType: 1, shape: [1, 4] });
  builder.output(builder.node('MatMul', ['x', 'second'], {}));
  const small = builder.model();
  const head = (name: string) =>
    new BinaryWriter()
      .tag(1, WireType.Varint)
      .int64(WEIGHT_BYTES / 4)
      .tag(2, WireType.Varint)
      .int32(1)
      .tag(8, WireType.LengthDelimited)
      .string(name)
      .tag(9, WireType.LengthDelimited)
      .uint64(WEIGHT_BYTES)
      .finish();
  const field = (tag: number, bytes: number) =>
    new BinaryWriter().tag(tag, WireType.LengthDelimited).uint64(bytes).finish();
  const tensors = ['first', 'second'].map(head).map((bytes) => ({
    bytes,
    field: field(5, bytes.length + WEIGHT_BYTES),
  }));
  const graphBytes = tensors.reduce((sum, one) => sum + one.field.length + one.bytes.length + WEIGHT_BYTES, 0);
  const pieces = [small, field(7, graphBytes), ...tensors.flatMap((one) => [one.field, one.bytes, WEIGHT_BYTES])];
  const { blob, read } = countingBlob(sparseBlob(pieces));
  expect(blob.size).toBeGreaterThan(5e9);
  const { graph, tensors: found } = await readOnnxGraphFromBlob(blob);
  expect(graph.nodes).toHaveLength(1);
  expect(graph.initialisers.get('second')?.dims).toEqual([WEIGHT_BYTES / 4]);
  expect(found.get('second')).toEqual({
    file: null,
    offset: blob.size - WEIGHT_BYTES,
    length: WEIGHT_BYTES,
  });
  expect(read.bytes).toBeLessThan(100_000);
});

test('external data names its side files', async () => {
  const entry = (key: string, value: string) =>
    new BinaryWriter().tag(1, WireType.LengthDelimited).string(key).tag(2, WireType.LengthDelimited).string(value);
  const tensor = new BinaryWriter().tag(1, WireType.Varint).int64(4).tag(2, WireType.Varint).int32(10);
  tensor.tag(8, WireType.LengthDelimited).string('w').tag(14, WireType.Varint).int32(1);
  for (const [key, value] of Object.entries({ location: 'weights.pb', offset: '4096', length: '8' })) {
    tensor.tag(13, WireType.LengthDelimited).bytes(entry(key, value).finish());
  }
  const graph = new BinaryWriter().tag(5, WireType.LengthDelimited).bytes(tensor.finish());
  const builder = new OnnxBuilder();
  builder.output(builder.node('Neg', ['w']));
  const added = new BinaryWriter().tag(7, WireType.LengthDelimited).bytes(graph.finish()).finish();
  const found = await readOnnxGraphFromBlob(new Blob([Buffer.concat([builder.model(), added])]));
  expect(found.sideFiles).toEqual(['weights.pb']);
  expect(found.tensors.get('w')).toEqual({ file: 'weights.pb', offset: 4096, length: 8 });
});

describe('damage', () => {
  const model = new OnnxBuilder();
  model.weight('w', [64, 64]);
  model.output(model.node('Neg', ['w']));
  const good = model.model();

  test.each([
    ['an empty file', new Uint8Array(0)],
    ['a web page', new TextEncoder().encode('<!DOCTYPE html><title>404</title>')],
    ['a Git LFS pointer', new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\noid sha256:0')],
    ['JSON', new TextEncoder().encode('{"error":"not found"}')],
    ['a model cut off in its weights', good.subarray(0, 9000)],
  ])('%s is reported as corrupt with its size', async (_, bytes) => {
    const reading = readOnnxGraphFromBlob(new Blob([Buffer.from(bytes)]));
    await expect(reading).rejects.toMatchObject({ code: 'model-corrupt', details: { bytes: bytes.byteLength } });
  });

  test('bytes of any kind give a graph or a StudioError, nothing else', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.tuple(fc.nat(300), fc.nat(255)).map(([at, byte]) => good.with(at, byte)),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (input) => {
        const error = await readOnnxGraphFromBlob(new Blob([input])).then(
          () => null,
          (thrown: unknown) => thrown,
        );
        if (error !== null && !(error instanceof StudioError)) throw error;
      }),
    );
  });

  test('an error of the storage is passed on as it is', async () => {
    const lost = new DOMException('the file changed', 'NotReadableError');
    const blob = { size: 1e6, slice: () => blob, arrayBuffer: () => Promise.reject(lost) };
    await expect(readOnnxGraphFromBlob(blob)).rejects.toBe(lost);
  });
});
