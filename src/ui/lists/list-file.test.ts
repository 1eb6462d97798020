import { expect, test } from 'vitest';
import { isListFile } from './list-file.ts';

test.each([
  ['prompts.JSON', '', true],
  ['prompts.csv', 'application/vnd.ms-excel', true],
  ['notes', 'text/plain', true],
  ['cat.png', 'image/png', false],
  ['model.onnx', '', false],
])('%s of type %j: %s', (name, type, expected) => {
  expect(isListFile({ name, type })).toBe(expected);
});
