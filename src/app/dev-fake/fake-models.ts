import type { ModelCandidate, ModelInUse, ModelShelf } from '../../studio/models/model-state.ts';
import { offeredModels } from '../../studio/models/offered-models.ts';
import type { StudioActions } from '../../studio/studio-actions.ts';
import type { EngineState, StudioState } from '../../studio/types.ts';

const offered = offeredModels('.');
const [bundled] = offered;
const turbo = offered.find(({ id }) => id === 'sd-turbo');

export const FAKE_MODEL: ModelInUse = {
  name: bundled?.name ?? '',
  address: bundled?.address ?? null,
  previousName: null,
};

export const FAKE_SHELF: ModelShelf = {
  offered,
  kept: [
    { address: turbo?.address ?? '', name: 'SD-Turbo', storedBytes: 1_180_000_000, isComplete: false },
    { address: 'https://models.example/tiny-street', name: 'tiny-street', storedBytes: 412_000_000, isComplete: true },
  ],
  keptProblem: null,
};

export const FAKE_CANDIDATE: ModelCandidate = {
  name: 'SD-Turbo',
  address: turbo?.address ?? null,
  check: {
    phase: 'done',
    value: {
      label: 'SD-Turbo',
      licence: turbo?.licence ?? null,
      unverified: turbo?.unverified ?? [],
      exports: [
        {
          role: 'unet',
          chosen: 'unet/model_q4f16.onnx',
          files: [
            { path: 'unet/model_q4f16.onnx', bytes: 512_000_000 },
            { path: 'unet/model_fp16.onnx', bytes: 1_733_000_000 },
            { path: 'unet/model.onnx', bytes: null },
          ],
        },
      ],
      neededBytes: 2_515_000_000,
      presentBytes: 1_180_000_000,
      preflight: {
        verdict: 'warning',
        needs: { diskBytes: 1_335_000_000, memoryBytes: 4_900_000_000 },
        findings: [
          {
            level: 'warning',
            file: null,
            message: 'The weights take 4900 MB of memory.',
            whatToDo: 'Close other tabs and programs before loading it.',
          },
          {
            level: 'note',
            file: 'unet/model.onnx',
            message: 'The UNet takes exactly 1 row a call: guidance takes two calls a step.',
            whatToDo: 'Nothing; an export with a free batch is faster.',
          },
        ],
      },
    },
  },
};

export const FAKE_IMPOSSIBLE: ModelCandidate = {
  name: 'my-export',
  address: null,
  check: {
    phase: 'done',
    value: {
      label: 'my-export',
      licence: null,
      unverified: [],
      exports: [],
      neededBytes: 3_460_000_000,
      presentBytes: 3_460_000_000,
      preflight: {
        verdict: 'impossible',
        needs: { diskBytes: 0, memoryBytes: 6_900_000_000 },
        findings: [
          {
            level: 'impossible',
            file: 'unet/model.onnx',
            message: '61 nodes of com.microsoft.GroupNorm, an operator that the web build lacks.',
            whatToDo:
              'Choose another export of this model: plain operators of operator set 17, without the optimizer of ONNX Runtime.',
          },
          {
            level: 'impossible',
            file: null,
            message: 'The model lacks tokenizer/vocab.json with merges.txt, or tokenizer/tokenizer.json.',
            whatToDo: 'Choose the folder that holds all parts, or download the model again.',
          },
        ],
      },
    },
  },
};

export const FAKE_DOWNLOAD: EngineState = {
  phase: 'starting',
  event: { kind: 'download', file: 'unet/model.onnx', loadedBytes: 1_402_000_000, totalBytes: 2_515_000_000 },
  remainingMs: 246_000,
};

type ModelActions = Pick<
  StudioActions,
  | 'checkModel'
  | 'chooseExport'
  | 'checkChosenFiles'
  | 'checkDroppedFiles'
  | 'leaveCandidate'
  | 'loadModel'
  | 'loadPreviousModel'
  | 'readKeptModels'
  | 'removeKeptModel'
  | 'askToKeep'
>;

/** What the model dialog does, on a state and nothing else. */
export function fakeModelActions(get: () => StudioState, set: (change: Partial<StudioState>) => void): ModelActions {
  const ready = get().engine;
  return {
    checkModel(choice) {
      set({ candidate: { ...FAKE_CANDIDATE, check: { phase: 'running' } } });
      const found = choice.kind === 'directory' ? FAKE_IMPOSSIBLE : FAKE_CANDIDATE;
      setTimeout(() => get().candidate && set({ candidate: found }), 800);
    },
    chooseExport(role, path) {
      const { candidate } = get();
      if (candidate?.check.phase !== 'done') return;
      const { value } = candidate.check;
      const exports = value.exports.map((one) => (one.role === role ? { ...one, chosen: path } : one));
      set({ candidate: { ...candidate, check: { phase: 'running', before: { ...value, exports } } } });
      const done = { ...candidate, check: { phase: 'done', value: { ...value, exports } } } as const;
      setTimeout(() => get().candidate && set({ candidate: done }), 800);
    },
    checkChosenFiles: () => set({ candidate: FAKE_IMPOSSIBLE }),
    checkDroppedFiles: () => set({ candidate: FAKE_IMPOSSIBLE }),
    leaveCandidate: () => set({ candidate: null }),
    loadModel: () =>
      set({
        candidate: null,
        engine: FAKE_DOWNLOAD,
        model: { name: 'SD-Turbo', address: turbo?.address ?? null, previousName: FAKE_MODEL.name },
      }),
    loadPreviousModel: () => set({ engine: ready, model: FAKE_MODEL }),
    readKeptModels: () => undefined,
    removeKeptModel(address) {
      const { shelf } = get();
      set({ shelf: { ...shelf, kept: shelf.kept?.filter((model) => model.address !== address) ?? null } });
    },
    askToKeep: () => undefined,
  };
}
