import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { readOnnxGraph } from '../file/read-graph.ts';
import { OnnxBuilder } from '../testing/onnx-builder.testkit.ts';
import { runModel, waves } from '../testing/run-model.testkit.ts';
import { earlierStates } from './earlier-states.ts';

const WIDTH = 6;
const LAYERS = ['hidden_states.0', 'hidden_states.1', 'hidden_states.2'];
const LAST = 'last_hidden_state';
const EPSILON = 0.25;
const x = waves(1, [1, 4, WIDTH]);

/** Two layers of tanh, and what an exporter makes of CLIP's final normalisation. */
function encoder(norm: 'one node' | 'written out' | 'none' | 'of something else') {
  const b = new OnnxBuilder(17);
  b.input({ name: 'x', dataType: 1, shape: [1, 4, WIDTH] });
  const first = b.node('Tanh', ['x']);
  const second = b.node('Mul', [first, b.weight('layer', [WIDTH])]);
  b.node('Identity', ['x'], {}, LAYERS[0]);
  b.node('Identity', [first], {}, LAYERS[1]);
  b.node('Identity', [second], {}, LAYERS[2]);
  const scale = b.store('scale', [WIDTH], Float32Array.of(1, 2, 3, 4, 5, 6));
  const bias = b.store('bias', [WIDTH], Float32Array.of(0, 1, 0, -1, 0, 2));
  for (const layer of LAYERS) b.output(layer);
  if (norm === 'none') return b.model();
  b.output(LAST);
  if (norm === 'of something else') b.node('Neg', ['x'], {}, LAST);
  else if (norm === 'one node') {
    const attributes = { axis: -1, epsilon: EPSILON };
    b.richNode('LayerNormalization', [second, scale, bias], { attributes, outputs: [LAST] });
  } else {
    const centred = b.node('Sub', [second, b.node('ReduceMean', [second], { axes: [-1] })]);
    const variance = b.node('ReduceMean', [b.node('Mul', [centred, centred])], { axes: [-1] });
    const root = b.node('Sqrt', [b.node('Add', [variance, b.float(EPSILON)])]);
    const scaled = b.node('Mul', [b.node('Div', [centred, root]), scale]);
    b.node('Add', [scaled, bias], {}, LAST);
  }
  return b.model();
}

function normalised(states: Float32Array): number[] {
  const bias = [0, 1, 0, -1, 0, 2];
  return Array.from({ length: states.length / WIDTH }, (_, row) => {
    const values = [...states.subarray(row * WIDTH, (row + 1) * WIDTH)];
    const mean = values.reduce((sum, value) => sum + value, 0) / WIDTH;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / WIDTH;
    return values.map((value, i) => ((value - mean) / Math.sqrt(variance + EPSILON)) * (i + 1) + (bias[i] ?? 0));
  }).flat();
}

describe('states of earlier layers', () => {
  it.each(['one node', 'written out'] as const)('go through the final normalisation, %s', async (norm) => {
    const model = encoder(norm);
    const found = earlierStates(readOnnxGraph(model), LAYERS, LAST);
    const outputs = await runModel(ort, Buffer.concat([model, found?.fragment ?? new Uint8Array(0)]), { x });
    expect(found?.outputs).toHaveLength(2);
    const wanted = [Float32Array.from(x.data as Float32Array, Math.tanh), x.data as Float32Array];
    for (const [i, name] of (found?.outputs ?? []).entries()) {
      const states = outputs[name]?.data as Float32Array;
      const expected = normalised(wanted[i] as Float32Array);
      expect(Math.max(...expected.map((value, at) => Math.abs(value - (states[at] as number))))).toBeLessThan(1e-5);
    }
    // What the graph itself puts out stays.
    const plain = await runModel(ort, model, { x });
    expect(outputs[LAST]?.data).toEqual(plain[LAST]?.data);
  });

  it('are those of the graph where it normalises none', () => {
    const found = earlierStates(readOnnxGraph(encoder('none')), LAYERS, null);
    expect(found).toEqual({ fragment: new Uint8Array(0), outputs: ['hidden_states.1', 'hidden_states.0'] });
  });

  it.each([
    ['the normalised states are of something else', encoder('of something else'), LAYERS],
    ['there is one layer', encoder('one node'), LAYERS.slice(2)],
    ['there is none', encoder('one node'), []],
  ])('are not told where %s', (_, model, layers) => {
    expect(earlierStates(readOnnxGraph(model), layers, LAST)).toBeNull();
  });
});
