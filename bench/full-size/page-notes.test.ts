import { expect, test } from 'vitest';
import { loadingText } from '../../src/ui/models/model-text.ts';
import { stageOf } from './page-notes.ts';

test('notes of the studio name stages', () => {
  const { what } = loadingText({ phase: 'starting', event: { kind: 'compile', part: 'unet/model.onnx' } });
  expect(stageOf(what)).toBe('opening unet/model.onnx');
  expect(stageOf('Step 0 of 2')).toBe('step 1');
  expect(stageOf('Step 1 of 2 · 41 s a step · 41 s left')).toBe('step 2');
  expect(stageOf('Decoding the picture')).toBe('decoder');
});

test('a step that ends the steps, and a plan, name none', () => {
  expect(stageOf('Step 2 of 2 · 41 s a step · 0 s left')).toBeNull();
  expect(stageOf('2 steps · seed 7')).toBeNull();
});
