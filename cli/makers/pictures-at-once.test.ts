import { expect, it } from 'vitest';
import type { ModelOrigin } from '../../src/rpc/contract.ts';
import { picturesAtOnce } from './pictures-at-once.ts';

const GIB = 2 ** 30;
const origin = (kind: 'bundled' | 'folder' | 'url'): ModelOrigin => ({ kind, label: '' });
const small = {
  ...{ threads: 8, provider: 'cpu' as const, items: 100, memoryBytes: 16 * GIB },
  model: { downloadBytes: 30e6, origin: origin('bundled') },
};

it.each([
  ['as many as threads', small, 8],
  ['no more than there are to make', { ...small, items: 3 }, 3],
  ['no more than half of the memory holds', { ...small, memoryBytes: 4 * GIB }, 3],
  ['one of a model of gigabytes', { ...small, model: { downloadBytes: 3.4e9, origin: origin('folder') } }, 1],
  [
    'several of it on a large machine',
    { ...small, memoryBytes: 128 * GIB, model: { downloadBytes: 3.4e9, origin: origin('folder') } },
    4,
  ],
  ['one on a graphics card', { ...small, provider: 'cuda' as const }, 1],
  ['one of a model that each would download', { ...small, model: { downloadBytes: 30e6, origin: origin('url') } }, 1],
  ['one where there is nothing to make', { ...small, items: 0 }, 1],
])('pictures at once are %s', (_, facts, count) => expect(picturesAtOnce(facts)).toBe(count));
