import { expect, it } from 'vitest';
import { modelAddress } from './model-address.ts';

it.each([
  ['https://models.test/sd/', 'https://models.test/sd'],
  [' http://127.0.0.1:8000 ', 'http://127.0.0.1:8000'],
  ['https://huggingface.co/owner/name', 'https://huggingface.co/owner/name/resolve/main'],
  ['https://huggingface.co/owner/name/tree/abc123/onnx', 'https://huggingface.co/owner/name/resolve/abc123/onnx'],
  ['https://huggingface.co/owner/name/resolve/main', 'https://huggingface.co/owner/name/resolve/main'],
  ['https://models.test/sd?download=true#top', 'https://models.test/sd'],
])('%s is the folder %s', (typed, address) => {
  expect(modelAddress(typed)).toBe(address);
});

it.each(['sd-turbo', 'file:///models/sd', ''])('refuses %j, saying what is expected', (typed) => {
  expect(() => modelAddress(typed)).toThrow(/address of a model's folder/);
});
