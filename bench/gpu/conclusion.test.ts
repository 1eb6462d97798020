import { expect, test } from 'vitest';
import { conclusion } from './conclusion.ts';

const ended = (part: string, ending: string) => ({ part, row: 'ended', ending });

test('all parts that were to run have ended well', () => {
  const rows = [ended('adapter', 'done'), { part: 'kernels', row: 'kernel' }, ended('kernels', 'done')];
  expect(conclusion(rows, ['adapter', 'kernels'])).toEqual({
    text: '2 of 2 parts ended with a good verdict\n',
    exitCode: 0,
  });
});

test.each([
  ['over its limit', [ended('kernels', 'killed after 45 s')], 'kernels: killed after 45 s'],
  ['with a bad verdict', [ended('kernels', 'exit 1')], 'kernels: exit 1'],
  ['never begun', [], 'kernels: not run'],
])('a part %s is told and is a failure', (_, rows, told) => {
  expect(conclusion([ended('adapter', 'done'), ...rows], ['adapter', 'kernels'])).toEqual({
    text: `1 of 2 parts ended with a good verdict (${told})\n`,
    exitCode: 1,
  });
});

test('the adapter that was found on a second way is found, whatever came after', () => {
  const tried = ['exit 1', 'done', 'exit 1'].map((ending) => ended('adapter', ending));
  expect(conclusion(tried, ['adapter']).exitCode).toBe(0);
});
