import type { GenerationSettings } from '../../core/dataset/types.ts';
import { seedOf } from '../../core/plan/seed-of.ts';
import type { LabelSet } from '../../core/prompt/types.ts';
import type { StageSelection } from '../gallery/stage-selection.ts';
import type { EngineControl } from '../models/engine-control.ts';
import type { Example } from '../settings/examples.ts';
import { pickClasses } from '../settings/preview-prompt.ts';
import type { PromptDesk } from '../settings/prompt-actions.ts';
import type { StudioActions } from '../studio-actions.ts';
import type { StudioBase } from '../studio-base.ts';
import type { JobQueue } from './job-queue.ts';
import type { QueueRequest } from './queue-state.ts';

export type GenerateActions = Pick<
  StudioActions,
  'generate' | 'enqueue' | 'setPictureCount' | 'useExample' | 'restartEngine'
>;

/** At a time. */
export const MAX_PICTURES = 500;

export function createGenerateActions(
  { dependencies, store, notices, run }: StudioBase,
  parts: {
    readonly engine: EngineControl;
    readonly queue: JobQueue;
    readonly prompt: PromptDesk;
    readonly selection: StageSelection;
    readonly examples: readonly Example[];
  },
): GenerateActions {
  const { engine, queue, prompt, selection, examples } = parts;

  function generate(): void {
    const { draft, preview, seedLocked, pictureCount, engine: state } = store.getState();
    if (preview && !preview.ok) {
      notices.show({ tone: 'error', message: preview.error.message });
      return;
    }
    if (state.phase === 'failed') {
      notices.show({
        tone: 'error',
        message: `No picture can be made: ${state.error.message}`,
        action: { label: 'Restart the engine', run: engine.restart },
      });
      return;
    }
    selection.askToWatch();
    queue.enqueue(repeated(draft, pictureCount, store.getState().labelSet), 'back');
    if (!seedLocked) prompt.edit({ seed: dependencies.randomSeed() });
  }

  return {
    generate,
    enqueue: (requests, where) => void run(async () => queue.enqueue(requests, where)),
    setPictureCount: (count) =>
      store.setState({ pictureCount: Math.min(MAX_PICTURES, Math.max(1, Math.round(count))) }),
    restartEngine: engine.restart,
    useExample(index) {
      const example = examples[index];
      if (!example) throw new RangeError(`Expected an example from 0 to ${examples.length - 1}; found ${index}.`);
      const { caption, classIds, labelSet, seed } = example;
      const words = { caption, classIds, labelSetId: labelSet.id, style: 'caption+classes' as const, seed };
      const draft = { ...store.getState().draft, ...words };
      prompt.replaceWritten(draft, 'The example took the place of your prompt.');
      generate();
    },
  };
}

/** The first has the seed that the screen shows; each other one a seed of its own, which follows from it and from the prompt. */
function repeated(draft: GenerationSettings, count: number, labelSet: LabelSet): QueueRequest[] {
  const classPrompt = pickClasses(draft, labelSet)
    .map(({ promptName }) => promptName)
    .join(' ');
  const content = { caption: draft.caption, classPrompt, settings: draft, baseSeed: draft.seed };
  return Array.from({ length: count }, (_, repetition) => ({
    settings: repetition === 0 ? draft : { ...draft, seed: seedOf({ ...content, repetition }) },
    repetition,
  }));
}
