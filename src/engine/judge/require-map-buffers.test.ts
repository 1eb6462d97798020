import { describe, expect, it } from 'vitest';
import type { MachineFacts } from '../../models/preflight/preflight-types.ts';
import type { OrtModule } from '../networks/ort-module.ts';
import { CPU } from '../testing/bundled-model.ts';
import { loadLocal } from '../testing/load-local.ts';
import { smallModel } from '../testing/small-model.ts';
import { requireMapBuffers } from './require-map-buffers.ts';

const MIB = 2 ** 20;
const gpu = (maxBufferBytes: number): MachineFacts => ({ ...CPU, backend: 'webgpu', maxBufferBytes });

describe('the map of a self side', () => {
  it('must fit into a buffer of the device', () => {
    expect(() => requireMapBuffers([24, 48, 96], gpu(128 * MIB))).toThrow(
      /at 96×96 needs a map of 324 MiB; .* at most 128 MiB/,
    );
    expect(() => requireMapBuffers([24, 48, 96], gpu(324 * MIB))).not.toThrow();
    expect(() => requireMapBuffers([24, 48, 96], CPU)).not.toThrow();
  });

  it('is looked at before any session is made, and is no matter of memory that a new start would help', async () => {
    const ort = { InferenceSession: { create: () => Promise.reject(new Error('a session was made')) } };
    const loading = loadLocal(smallModel(), {
      ort: ort as unknown as OrtModule,
      machine: gpu(4 * 8 ** 4 - 1),
      device: {} as GPUDevice,
    });
    await expect(loading).rejects.toMatchObject({ code: 'model-unsupported', details: { side: 8 } });
  });
});
