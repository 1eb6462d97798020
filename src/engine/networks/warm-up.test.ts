import * as ort from 'onnxruntime-node';
import { expect, it, vi } from 'vitest';
import type { OrtModule } from './ort-module.ts';
import { warmUp } from './warm-up.ts';

it('opens a model that the runtime takes, and gives it back', async () => {
  const opened = vi.spyOn(ort.InferenceSession, 'create');
  await warmUp(ort as unknown as OrtModule);
  const session = await opened.mock.results[0]?.value;
  expect(session.outputNames).toHaveLength(1);
  opened.mockRestore();
});

it('hands on what the runtime throws', async () => {
  const create = () => Promise.reject(new Error('no available backend found'));
  const broken = { InferenceSession: { create } } as unknown as OrtModule;
  await expect(warmUp(broken)).rejects.toThrow('no available backend');
});
