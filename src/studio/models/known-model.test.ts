import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ModelChoice } from '../../rpc/contract.ts';
import { engineInfo, FakeEngine } from '../testing/fake-engine.fixture.ts';
import { settle } from '../testing/samples.fixture.ts';
import { startStudio } from '../testing/studio-fixture.ts';
import { isSameModel, knowModel } from './known-model.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const folder = (label = 'onnx'): ModelChoice => ({ kind: 'files', label, files: [] });

describe('two models of this device', () => {
  it('are the same only where they are of one choice', () => {
    const [chosen, other] = [folder(), folder()];
    expect(isSameModel(knowModel(chosen, []), { ...knowModel(chosen, []), name: 'as it calls itself' })).toBe(true);
    expect(isSameModel(knowModel(chosen, []), knowModel(other, []))).toBe(false);
  });

  it('are compared by label where one is only remembered', () => {
    const remembered = knowModel({ kind: 'folder', label: 'onnx' }, []);
    expect(isSameModel(remembered, { ...knowModel(folder(), []), name: 'as it calls itself' })).toBe(true);
    expect(isSameModel(remembered, knowModel(folder('sd15'), []))).toBe(false);
  });

  it('with folders of one name get their own settings, and the way back to the first', async () => {
    const engine = new FakeEngine();
    const { actions, state, messages } = await startStudio({ engine });
    const load = async (choice: ModelChoice, steps: number) => {
      const suggested = { steps, guidance: 1, sampler: 'euler', renoiseTimesteps: [650] } as const;
      engine.startResult = { ok: true, value: engineInfo({ name: 'onnx', suggested }) };
      actions.checkModel(choice);
      await settle();
      actions.loadModel();
      await settle();
    };
    const [first, second] = [folder(), folder()];
    await load(first, 20);
    await load(second, 1);
    expect(state().draft.steps).toBe(1);
    expect(messages().at(-1)).toContain('1 step,');
    engine.startResult = { ok: false, error: { code: 'network', message: 'Gone.' } };
    actions.restartEngine();
    await settle();
    actions.loadPreviousModel();
    await settle();
    expect(engine.started.at(-1)).toBe(first);
  });
});
