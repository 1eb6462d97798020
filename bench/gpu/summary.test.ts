import { expect, test } from 'vitest';
import { summary } from './summary.ts';

test('a line a row, grouped by kind, with four digits; what a row lacks and rows of no kind are left out', () => {
  const text = summary([
    { part: 'kernels', row: 'kernel', kernel: 'refine', size: '65 tokens', agrees: false, error: 'lost' },
    { part: 'refine', row: 'copy', copyGbPerS: 754.0416698, bytes: 1024 },
    { part: 'refine', row: 'said', text: 'noise' },
    { part: 'adapter', row: 'adapter', name: 'A card', isFallback: false, subgroups: { used: 32 } },
    { part: 'kernels', row: 'kernel', kernel: 'segment', size: '257 pixels', agrees: true, difference: 0 },
  ]);
  expect(text.trim().split('\n')).toEqual([
    'adapter: name A card, isFallback false, subgroups {"used":32}',
    'copy: copyGbPerS 754, bytes 1024',
    'kernel: kernel refine, size 65 tokens, agrees false, error lost',
    'kernel: kernel segment, size 257 pixels, agrees true, difference 0',
  ]);
});
