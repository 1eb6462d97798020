import type { Result } from '../../core/errors.ts';
import type { EngineInfo } from '../../rpc/contract.ts';
import type { StudioActions } from '../studio-actions.ts';
import { engineInfo, modelCheck } from '../testing/fake-engine.fixture.ts';
import { settle } from '../testing/samples.fixture.ts';

const TURBO = engineInfo({
  name: 'SD-Turbo',
  origin: { kind: 'catalogue', label: 'x' },
  suggested: { steps: 1, guidance: 1, sampler: 'euler', renoiseTimesteps: [650, 450] },
  crossSides: [8, 64],
  selfSides: [64],
});
export const ADDRESS = 'https://models.example/turbo';
export const loaded: Result<EngineInfo> = { ok: true, value: TURBO };
export const impossible = modelCheck({
  preflight: {
    verdict: 'impossible',
    findings: [{ level: 'impossible', file: null, message: 'It lacks unet/model.onnx.', whatToDo: 'Download it.' }],
    needs: { diskBytes: 0, memoryBytes: 0 },
  },
});

/** Looks at a model and loads it. */
export async function load(
  actions: StudioActions,
  choice = { kind: 'url', url: `${ADDRESS}/` } as const,
): Promise<void> {
  actions.checkModel(choice);
  await settle();
  actions.loadModel();
  await settle();
}
