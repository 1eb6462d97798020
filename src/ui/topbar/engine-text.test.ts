import { describe, expect, it } from 'vitest';
import { engineText } from './engine-text.ts';

describe('engineText', () => {
  it('shows download progress in whole percent', () => {
    const event = {
      kind: 'download',
      file: 'unet/model.onnx',
      loadedBytes: 9_990_000,
      totalBytes: 22_000_000,
    } as const;
    expect(engineText({ phase: 'starting', event })).toEqual({
      tone: 'busy',
      label: 'Loading 45% of 22 MB',
      progress: 9_990_000 / 22_000_000,
    });
  });

  it('survives a download of unknown size', () => {
    const event = { kind: 'download', file: 'x', loadedBytes: 10, totalBytes: 0 } as const;
    expect(engineText({ phase: 'starting', event }).progress).toBe(0);
  });

  it.each([
    ['unet/model.onnx', 'Preparing the model (1 of 3)'],
    ['vae_decoder/model.onnx', 'Preparing the model (3 of 3)'],
    ['unet_2/model.onnx', 'Preparing the model'],
  ])('counts the parts it prepares: %s', (part, label) => {
    expect(engineText({ phase: 'starting', event: { kind: 'compile', part } }).label).toBe(label);
  });

  it('names the failed state', () => {
    expect(engineText({ phase: 'failed', error: { code: 'device-lost', message: 'x' } }).tone).toBe('failed');
  });
});
