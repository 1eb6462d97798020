import { describe, expect, it } from 'vitest';
import type { ModelCheck, OfferedModel } from '../../studio/models/model-state.ts';
import { downloadText, exportLabel, jobsText, loadingText, loadLabel, sizeText } from './model-text.ts';

const check = (neededBytes: number, presentBytes: number) => ({ neededBytes, presentBytes }) as ModelCheck;

describe('what is to be downloaded', () => {
  it.each([
    [2e9, 0, '2.0 GB', 'Download 2.0 GB and load'],
    [2e9, 5e8, '1.5 GB; 500 MB of 2.0 GB are here already', 'Download 1.5 GB and load'],
    [2e9, 2e9, 'Nothing: all of it is on this device', 'Load'],
    // Files of unknown size count as nothing in what is needed, and as something once they are here.
    [2e9, 3e9, 'Nothing: all of it is on this device', 'Load'],
  ])('%d of which %d are here', (needed, present, text, label) => {
    expect(downloadText(check(needed, present), false)).toBe(text);
    expect(loadLabel(check(needed, present), false)).toBe(label);
  });

  it('is nothing of the bundled model', () => expect(loadLabel(check(2e9, 0), true)).toBe('Load'));
});

it('exports of a network are told by file and size, the best one as such', () => {
  const file = { path: 'onnx/unet_model_q4f16.onnx', bytes: 492e6 };
  expect(exportLabel(file, true)).toBe('unet_model_q4f16.onnx · 492 MB · best here');
  expect(exportLabel({ ...file, bytes: null }, false)).toBe('unet_model_q4f16.onnx · size not known');
});

describe('loading', () => {
  const event = { kind: 'download', file: 'unet/model.onnx', loadedBytes: 5e8, totalBytes: 2e9 } as const;
  it('tells file, bytes and time left', () => {
    expect(loadingText({ phase: 'starting', event, remainingMs: 61_000 })).toEqual({
      what: 'unet/model.onnx',
      how: '500 MB of 2.0 GB · 61 s left',
      share: 0.25,
    });
  });
  it('does without what is not known', () => {
    expect(loadingText({ phase: 'starting', event: { ...event, totalBytes: 0 } })).toMatchObject({
      how: '500 MB',
      share: null,
    });
    expect(loadingText({ phase: 'starting', event: null }).how).toBe('');
  });
});

it('says what loading does to the pictures that are being made', () => {
  expect(jobsText(0, 0)).toBeNull();
  expect(jobsText(1, 0)).toContain('The picture that is forming will be stopped');
  expect(jobsText(1, 2)).toContain('The 2 that wait');
});

it.each([
  [{ isBundled: true, downloadBytes: null }, '512×512 px · comes with the studio'],
  [{ isBundled: false, downloadBytes: null }, '512×512 px · size not known'],
  [{ isBundled: false, downloadBytes: 2.5e9 }, '512×512 px · 2.5 GB'],
])('sizes %o', (change, text) => expect(sizeText({ imageSize: 512, ...change } as OfferedModel)).toBe(text));
