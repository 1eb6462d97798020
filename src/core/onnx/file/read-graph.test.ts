import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StudioError } from '../../errors.ts';
import { ATTENTION_STYLES, attentionModel } from '../testing/attention-models.testkit.ts';
import { OnnxBuilder } from '../testing/onnx-builder.testkit.ts';
import { viewGraph } from './graph-view.ts';
import { ModelField } from './onnx-fields.ts';
import { readOnnxGraph } from './read-graph.ts';
import { readTensor } from './read-tensor.ts';

const model = attentionModel(ATTENTION_STYLES['scale on Q']!);

test('raw data is a view of the file, not a copy', () => {
  const { initialisers } = readOnnxGraph(model);
  const weight = initialisers.get('attn1.to_q.weight');
  expect(weight?.dims).toEqual([8, 8]);
  expect(weight?.rawData?.buffer).toBe(model.buffer);
});

test('concatenated models merge: lists add up in order', () => {
  const more = new OnnxBuilder();
  more.weight('extra', [2]);
  more.output(more.node('Relu', ['out_sample']));
  const one = readOnnxGraph(model);
  const both = readOnnxGraph(Buffer.concat([model, more.model()]));
  expect(both.nodes.length).toBe(one.nodes.length + 1);
  expect(both.outputs.map(({ name }) => name)).toEqual(['out_sample', 't/Relu_0']);
  expect(both.initialisers.has('extra')).toBe(true);
});

test.each([
  ['an empty file', new Uint8Array(0)],
  ['a web page', new TextEncoder().encode('<!DOCTYPE html><title>404</title>')],
  ['a Git LFS pointer', new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\noid sha256:0')],
  ['JSON', new TextEncoder().encode('{"error":"not found"}')],
  ['a model cut off', model.subarray(0, 700)],
])('%s is reported as corrupt with its size', (_, bytes) => {
  expect(() => readOnnxGraph(bytes)).toThrow(StudioError);
  expect(() => readOnnxGraph(bytes)).toThrow(`found ${bytes.byteLength} bytes`);
});

test('bytes of any kind give a graph or a StudioError, nothing else', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.tuple(fc.nat(model.length - 1), fc.nat(255)).map(([at, byte]) => model.with(at, byte)),
  );
  fc.assert(
    fc.property(bytes, (input) => {
      try {
        readOnnxGraph(input);
      } catch (error) {
        if (!(error instanceof StudioError)) throw error;
        expect(error.code).toBe('model-corrupt');
      }
    }),
  );
});

test('an unknown field, even a group, is skipped', () => {
  const unknown = new BinaryWriter().tag(99, WireType.StartGroup).tag(1, WireType.Varint).int32(5);
  unknown.tag(99, WireType.EndGroup).tag(ModelField.irVersion, WireType.Varint).int64(9);
  expect(readOnnxGraph(Buffer.concat([unknown.finish(), model])).nodes.length).toBeGreaterThan(10);
});

const tensor = (dims: readonly number[], dataType: number, write: (w: BinaryWriter) => void) => {
  const writer = new BinaryWriter();
  for (const dim of dims) writer.tag(1, WireType.Varint).int64(dim);
  writer.tag(2, WireType.Varint).int32(dataType);
  write(writer);
  return readTensor(writer.finish()).values;
};

test('small tensors are decoded from raw bytes and from typed fields, packed or not', () => {
  expect(tensor([2], 1, (w) => w.tag(4, WireType.Bit32).float(0.5).tag(4, WireType.Bit32).float(2))).toEqual([0.5, 2]);
  expect(tensor([2], 7, (w) => w.tag(7, WireType.LengthDelimited).fork().int64(-1).int64(300).join())).toEqual([
    -1, 300,
  ]);
  expect(tensor([], 10, (w) => w.tag(9, WireType.LengthDelimited).bytes(Uint8Array.of(0, 0xb8)))).toEqual([-0.5]);
  // float16 in int32_data holds bit patterns (onnx.proto).
  expect(tensor([1], 10, (w) => w.tag(5, WireType.Varint).int32(0x3e00))).toEqual([1.5]);
  expect(tensor([1000], 1, (w) => w.tag(9, WireType.LengthDelimited).bytes(new Uint8Array(4000)))).toBeNull();
});

test('nodes are sorted into execution order, and a tensor that nobody makes is reported', () => {
  const b = new OnnxBuilder();
  b.input({ name: 'x', dataType: 1, shape: [1] });
  b.node('Neg', ['made later'], {}, 'y');
  b.node('Abs', ['x'], {}, 'made later');
  b.output('y');
  expect(viewGraph(readOnnxGraph(b.model())).order.map(({ op }) => op)).toEqual(['Abs', 'Neg']);
  const gap = new OnnxBuilder();
  gap.output(gap.node('Neg', ['nowhere']));
  expect(() => viewGraph(readOnnxGraph(gap.model()))).toThrow(/no node makes: nowhere/);
});
