import { expect, test } from 'vitest';
import { DataType } from '../file/data-types.ts';
import { readOnnxGraph } from '../file/read-graph.ts';
import { probeGraph } from '../shapes/probe-graph.ts';
import { OnnxBuilder } from '../testing/onnx-builder.testkit.ts';
import { requireJoins } from './skip-joins.ts';

/** Halves the latents and doubles them again, by a factor or to the size that they had, and lays them beside themselves. */
function uNet(resize: 'by a factor' | 'to the size that it had') {
  const b = new OnnxBuilder();
  b.input({ name: 'sample', dataType: DataType.float, shape: ['batch', 4, 'height', 'width'] });
  const weight = b.weight('down', [4, 4, 3, 3]);
  const half = b.node('Conv', ['sample', weight], { strides: [2, 2], pads: [1, 1, 1, 1] });
  const scales = b.store('scales', [4], Float32Array.of(1, 1, 2, 2));
  const up =
    resize === 'by a factor'
      ? b.node('Resize', [half, '', scales])
      : b.node('Resize', [half, '', '', b.node('Shape', ['sample'])]);
  b.output(b.node('Concat', [up, 'sample'], { axis: 1 }));
  return readOnnxGraph(b.model());
}

test.each([
  ['by a factor', 60],
  ['to the size that it had', 60],
  ['to the size that it had', 61],
] as const)('a UNet that goes up %s takes latents of %i', (resize, side) => {
  expect(() => requireJoins(probeGraph(uNet(resize), side))).not.toThrow();
});

test('a UNet whose ways down and up meet at different sides is refused, with both', () => {
  expect(() => requireJoins(probeGraph(uNet('by a factor'), 61))).toThrow(
    expect.objectContaining({
      code: 'model-unsupported',
      message: expect.stringMatching(/latents of 61×61.* 62×62 .* 61×61/),
    }),
  );
});
