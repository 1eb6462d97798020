import { describe, expect, it } from 'vitest';
import { type BackendFacts, chooseBackend } from './choose-backend.ts';

const real: BackendFacts = { forced: null, hasWebGpu: true, deviceProblem: null, isSoftwareAdapter: false };

describe('chooseBackend', () => {
  it('takes WebGPU where a real device can be had', () => {
    expect(chooseBackend(real).kind).toBe('webgpu');
  });

  it('takes the CPU without WebGPU, without an adapter and with an emulated one, and says why', () => {
    const cases: [Partial<BackendFacts>, RegExp][] = [
      [{ hasWebGpu: false }, /no WebGPU/],
      [{ deviceProblem: 'No adapter answered.' }, /No adapter answered/],
      [{ isSoftwareAdapter: true }, /emulated in software/],
    ];
    for (const [facts, reason] of cases) {
      const choice = chooseBackend({ ...real, ...facts });
      expect(choice.kind).toBe('wasm');
      expect(choice.reason).toMatch(reason);
    }
  });

  it('obeys the address, also against its own advice', () => {
    expect(chooseBackend({ ...real, forced: 'wasm' }).kind).toBe('wasm');
    expect(chooseBackend({ ...real, forced: 'webgpu', isSoftwareAdapter: true }).kind).toBe('webgpu');
  });

  it('fails with the way out when WebGPU is forced and missing', () => {
    expect(() => chooseBackend({ ...real, forced: 'webgpu', hasWebGpu: false })).toThrow(/Remove \?backend=webgpu/);
  });
});
