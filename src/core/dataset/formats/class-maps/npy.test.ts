import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { findPythonWith } from '../../../../../scripts/find-python.mjs';
import { npyOfBytes } from './npy.ts';

const bytes = (count: number) => Uint8Array.from({ length: count }, (_, i) => i);

it('begins its data at a multiple of 64 bytes, behind a header that says how long it is', () => {
  const [head, data] = npyOfBytes(bytes(6), [1, 2, 3]) as [Uint8Array, Uint8Array];
  expect(head.length % 64).toBe(0);
  expect((head[8] as number) + 256 * (head[9] as number)).toBe(head.length - 10);
  expect(head.at(-1)).toBe(0x0a);
  expect(data).toEqual(bytes(6));
});

it('refuses data of another size', () => {
  expect(() => npyOfBytes(bytes(6), [2, 2])).toThrow('2×2 has 4 values, this one has 6');
});

const python = findPythonWith(['numpy']);
it.skipIf(!python)(`NumPy reads it${python ? '' : ' (skipped: no python3 has numpy)'}`, () => {
  const script = `
import io, json, sys, numpy
out = []
for line in sys.stdin:
    a = numpy.load(io.BytesIO(bytes.fromhex(line)), allow_pickle=False)
    out.append([a.dtype.name, a.shape, a.tolist()])
print(json.dumps(out))`;
  const input = [[2, 2, 3], [5], [0, 4, 4]].map((shape) => {
    const count = shape.reduce((a, b) => a * b, 1);
    return Buffer.concat(npyOfBytes(bytes(count), shape)).toString('hex');
  });
  const run = spawnSync(python ?? '', ['-c', script], { input: input.join('\n'), encoding: 'utf8' });
  expect(run.stderr).toBe('');
  expect(JSON.parse(run.stdout)).toEqual([
    [
      'uint8',
      [2, 2, 3],
      [
        [
          [0, 1, 2],
          [3, 4, 5],
        ],
        [
          [6, 7, 8],
          [9, 10, 11],
        ],
      ],
    ],
    ['uint8', [5], [0, 1, 2, 3, 4]],
    ['uint8', [0, 4, 4], []],
  ]);
});
