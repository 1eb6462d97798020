import { expect, it } from 'vitest';
import { readAddress } from './address.ts';

it.each([
  ['', null, false],
  ['?backend=wasm', 'wasm', false],
  ['?x=1&backend=webgpu', 'webgpu', false],
  ['?backend=cuda', null, true],
] as const)('reads %j', (search, forcedBackend, hasProblem) => {
  const address = readAddress(search);
  expect(address.forcedBackend).toBe(forcedBackend);
  expect(address.problem !== null).toBe(hasProblem);
});
