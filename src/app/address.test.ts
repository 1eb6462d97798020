import { expect, it } from 'vitest';
import { readAddress, withBackend } from './address.ts';

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

it.each([
  ['https://host/studio/', 'https://host/studio/?backend=wasm'],
  ['https://host/studio/?backend=webgpu&x=1#top', 'https://host/studio/?backend=wasm&x=1#top'],
])('makes %s use the CPU', (from, to) => expect(withBackend(from, 'wasm')).toBe(to));
