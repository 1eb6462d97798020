import { describe, expect, it } from 'vitest';
import { histogramPath } from './histogram-path.ts';

describe('histogramPath', () => {
  it('draws bars by the square root of their counts', () => {
    expect(histogramPath([4, 1, 0])).toBe('M0 1V0H1V0.5H2V1H3V1Z');
  });

  it('draws nothing without pixels', () => {
    expect(histogramPath([0, 0])).toBe('');
    expect(histogramPath([])).toBe('');
  });
});
