import { expect, it } from 'vitest';
import { reachableAddress } from './reachable-address.ts';

const BASE = 'http://192.168.0.2:4173/studio';

it.each([
  'https://huggingface.co/a/b/resolve/main',
  'http://localhost:8000/sd',
  'http://127.0.0.1/sd',
  'http://192.168.0.2:4173/models/sd',
])('lets %s be asked', (address) => expect(reachableAddress(address, BASE)).toBe(address));

it.each(['http://models.example/sd', 'http://192.168.0.2:9/sd', 'http://[::1]:8000/sd'])('refuses %s', (address) =>
  expect(() => reachableAddress(address, BASE)).toThrow(/https/),
);
