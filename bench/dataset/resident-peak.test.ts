import { expect, it } from 'vitest';
import { residentPeakGrowth, statusBytes } from './resident-peak.ts';

it('reads a line of the kernel in bytes', () => {
  expect(statusBytes('Name:\tnode\nVmHWM:\t   2048 kB\nVmRSS:\t  1024 kB\n', 'VmHWM')).toBe(2048 * 1024);
  expect(() => statusBytes('Name:\tnode\n', 'VmHWM')).toThrow('VmHWM');
});

it.skipIf(process.platform !== 'linux')(
  'counts what was let go again before the end (Linux only: needs /proc)',
  async () => {
    const heldBytes = 96 * 1024 * 1024;
    const growth = await residentPeakGrowth(async () => {
      // Filled, since untouched pages are not resident.
      expect(new Uint8Array(heldBytes).fill(1).at(-1)).toBe(1);
    });
    expect(growth).toBeGreaterThan(0.9 * heldBytes);
    expect(growth).toBeLessThan(3 * heldBytes);
  },
);
