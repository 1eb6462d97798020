import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { settle } from '../testing/samples.fixture.ts';
import { startStudio } from '../testing/studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const ADDRESS = 'https://models.example/turbo';

describe('models on this device', () => {
  const kept = [
    {
      model: ADDRESS,
      name: 'turbo',
      storedBytes: 30,
      files: ['unet', 'text_encoder', 'vae_decoder']
        .map((part) => `${part}/model.onnx`)
        .concat('tokenizer/tokenizer.json')
        .map((path) => ({ path, bytes: 10, sha256: null, storedBytes: 10, check: 'size' as const })),
    },
    {
      model: 'https://models.example/half',
      name: 'half',
      storedBytes: 5,
      files: [{ path: 'unet/model.onnx', bytes: 10, sha256: null, storedBytes: 5, check: null }],
    },
    { model: 'https://models.example/seen', name: 'seen', storedBytes: 0, files: [] },
  ];

  it('are listed with what they take, unfinished ones as such', async () => {
    const { actions, state } = await startStudio({ kept });
    actions.readKeptModels();
    await settle();
    expect(state().shelf.kept).toEqual([
      { address: ADDRESS, name: 'turbo', storedBytes: 30, isComplete: true },
      { address: 'https://models.example/half', name: 'half', storedBytes: 5, isComplete: false },
    ]);
  });

  it('can be removed', async () => {
    const { actions, modelCache, state } = await startStudio({ kept });
    actions.removeKeptModel(ADDRESS);
    await settle();
    expect(modelCache.remove).toHaveBeenCalledWith(ADDRESS);
    expect(state().shelf.kept).toHaveLength(2);
  });
});
