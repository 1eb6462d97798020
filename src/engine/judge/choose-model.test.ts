import { expect, it } from 'vitest';
import { chooseModel } from './choose-model.ts';

it.each([
  ['https://h.example/my%20model/', 'my model'],
  ['https://h.example/100%/m', 'm'],
  ['https://h.example/models/100%', '100%'],
  ['https://huggingface.co/owner/name/resolve/main', 'owner/name'],
  ['https://h.example/', 'h.example'],
])('names the model at %s "%s"', async (url, name) => {
  const options = { baseUrl: 'https://studio.example', fetch, cache: null, onProblem: () => undefined };
  expect((await chooseModel({ kind: 'url', url }, options)).name).toBe(name);
});
