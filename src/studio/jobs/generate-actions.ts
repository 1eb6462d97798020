import type { StageSelection } from '../gallery/stage-selection.ts';
import type { EngineControl } from '../models/engine-control.ts';
import type { Example } from '../settings/examples.ts';
import type { PromptDesk } from '../settings/prompt-actions.ts';
import type { StudioBase } from '../studio-base.ts';
import type { StudioActions } from '../types.ts';
import type { JobQueue } from './job-queue.ts';

export type GenerateActions = Pick<StudioActions, 'generate' | 'enqueue' | 'stop' | 'useExample' | 'restartEngine'>;

export function createGenerateActions(
  { dependencies, store, notices }: StudioBase,
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
    const { draft, preview, seedLocked, engine: state } = store.getState();
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
    queue.enqueue([{ settings: draft }], 'back');
    if (!seedLocked) prompt.edit({ seed: dependencies.randomSeed() });
  }

  return {
    generate,
    enqueue: (requests, where) =>
      queue.enqueue(
        requests.map(({ settings }) => ({ settings })),
        where,
      ),
    stop: queue.stop,
    restartEngine: engine.restart,
    useExample(index) {
      const example = examples[index];
      if (!example) throw new RangeError(`Expected an example from 0 to ${examples.length - 1}; found ${index}.`);
      const { caption, classIds, labelSet } = example;
      const words = { caption, classIds, labelSetId: labelSet.id, style: 'caption+classes' as const };
      const draft = { ...store.getState().draft, ...words };
      prompt.replaceWritten(draft, 'The example took the place of your prompt.');
      generate();
    },
  };
}
