import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OnnxBuilder } from '../../testing/onnx-builder.testkit.ts';
import { fieldHead, findTensorHead } from './tensor-head.ts';

const noise = (length: number) => Uint8Array.from({ length }, (_, i) => (i * i * 7 + i * 31) % 256);

function modelWith(name: string, dims: readonly number[]): Uint8Array {
  const b = new OnnxBuilder();
  b.weight(name, dims);
  return b.model();
}

it('an initialiser is found behind numbers of another one, with its end', () => {
  const model = modelWith('conv_in.weight', [4, 8, 3, 3]);
  const at = findTensorHead(model) ?? -1;
  const end = fieldHead(model, at)?.valueEnd;
  expect(new TextDecoder().decode(model.subarray(at, at + 32))).toContain('conv_in.weight');
  const bytes = new Uint8Array([...noise(5000), ...model.subarray(at), ...noise(50)]);
  expect(findTensorHead(bytes)).toBe(5000);
  expect(fieldHead(bytes, 5000)?.valueEnd).toBe(5000 + (end ?? 0) - at);
});

it('of one that is longer than the bytes, its head is enough', () => {
  const model = modelWith('w', [100_000]);
  const at = findTensorHead(model) ?? -1;
  const head = model.slice(at, at + 100);
  expect(findTensorHead(head)).toBe(0);
  expect(fieldHead(head, 0)?.valueEnd).toBeGreaterThan(400_000);
});

it('one whose lengths do not agree is none', () => {
  const model = modelWith('w', [64, 64]);
  const at = findTensorHead(model) ?? -1;
  const { valueStart = 0 } = fieldHead(model, at) ?? {};
  // Two dimensions and the type, each behind its tag.
  for (let place = valueStart; place < valueStart + 6; place++) {
    expect(findTensorHead(model.slice(0, at + 40).with(place, (model[place] ?? 0) ^ 1))).toBeNull();
  }
});

it('random bytes hold none, and whatever they are, nothing is thrown', () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 4, maxLength: 4000 }), (bytes) => findTensorHead(bytes) === null));
});
