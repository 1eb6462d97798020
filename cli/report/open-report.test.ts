import { expect, it } from 'vitest';
import { linesOf } from '../testing/run-here.testkit.ts';
import { duration } from './duration.ts';
import { openReport } from './open-report.ts';

function told(options: { readonly isTTY?: boolean; readonly json?: boolean; readonly quiet?: boolean }) {
  const written = { stdout: '', stderr: '' };
  const { isTTY = false, json = false, quiet = false } = options;
  const stream = (name: keyof typeof written) => ({
    isTTY,
    write(text: string) {
      written[name] += text;
    },
  });
  const report = openReport({ stdout: stream('stdout'), stderr: stream('stderr'), json, quiet });
  report.note('model', 'Loads the model.', { id: 'emoji-scenes' });
  report.progress({ done: 1, total: 4, unit: 'pairs', perMinute: 12, remainingMs: 15_000 });
  report.result('4 pairs.', { pairs: 4 });
  report.failure({ code: 'storage-full', message: 'The disk is full.' }, 5);
  report.close();
  return written;
}

it('tells people in sentences, in a terminal', () => {
  const { stdout, stderr } = told({ isTTY: true });
  expect(stdout).toBe('4 pairs.\n');
  expect(stderr).toContain('Loads the model.\n');
  expect(stderr).toContain('dataset-diffusion: The disk is full.\n');
  expect(stderr).not.toContain('{"event"');
});

it('tells programs how it goes in lines of JSON, elsewhere', () => {
  const { stdout, stderr } = told({});
  expect(stdout).toBe('4 pairs.\n');
  expect(linesOf(stderr)).toEqual([
    { event: 'model', id: 'emoji-scenes', message: 'Loads the model.' },
    { event: 'progress', done: 1, total: 4, unit: 'pairs', perMinute: 12, remainingMs: 15_000 },
    { event: 'failed', code: 'storage-full', message: 'The disk is full.', exitCode: 5 },
  ]);
});

it('tells everything as JSON when that is asked for, in a terminal too', () => {
  const { stdout, stderr } = told({ isTTY: true, json: true });
  expect(linesOf(stdout)).toEqual([{ pairs: 4 }]);
  expect(linesOf(stderr)).toHaveLength(3);
});

it('tells the result and failures alone when it shall be quiet', () => {
  expect(told({ quiet: true })).toEqual({ stdout: '4 pairs.\n', stderr: 'dataset-diffusion: The disk is full.\n' });
});

it.each([
  [400, '0 s'],
  [59_400, '59 s'],
  [200_000, '3 min 20 s'],
  [7_500_000, '2 h 5 min'],
  [100 * 3_600_000, '4 d 4 h'],
])('%d ms are %s', (ms, text) => expect(duration(ms)).toBe(text));
