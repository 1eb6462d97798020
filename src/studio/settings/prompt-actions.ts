import { canonicalJson } from '../../core/dataset/canonical-json.ts';
import type { GenerationSettings } from '../../core/dataset/types.ts';
import type { Tokenizer } from '../../core/prompt/types.ts';
import type { Notices } from '../notices.ts';
import { findPair, type StudioStore } from '../studio-store.ts';
import type { StudioActions } from '../types.ts';
import { previewPrompt } from './preview-prompt.ts';
import { withRenoise } from './with-renoise.ts';

export type PromptActions = Pick<
  StudioActions,
  | 'setCaption'
  | 'addClass'
  | 'removeClass'
  | 'moveClass'
  | 'changeDraft'
  | 'setRenoise'
  | 'rollSeed'
  | 'setSeedLocked'
  | 'recall'
>;

export interface PromptDesk {
  readonly actions: PromptActions;
  /** Changes the draft and its preview together. */
  edit(change: Partial<GenerationSettings>): void;
  /** Puts other settings in the draft's place; a field that they lack is gone. */
  replace(draft: GenerationSettings): void;
  /** The same, said with `message` and an Undo where a prompt was written that would be lost. */
  replaceWritten(draft: GenerationSettings, message: string): void;
  /** Makes the preview anew, where the draft was set by somebody else. */
  refresh(): void;
  /** From here on previews count tokens as the given one does. */
  useTokenizer(tokenizer: Tokenizer): void;
}

export function createPromptDesk(
  store: StudioStore,
  notices: Pick<Notices, 'show'>,
  randomSeed: () => number,
): PromptDesk {
  let tokenizer: Tokenizer | null = null;

  function replace(draft: GenerationSettings): void {
    store.setState(({ labelSet }) => ({ draft, preview: previewPrompt(draft, labelSet, tokenizer) }));
  }

  function edit(change: Partial<GenerationSettings>): void {
    replace({ ...store.getState().draft, ...change });
  }

  function replaceWritten(given: GenerationSettings, message: string): void {
    const before = store.getState().draft;
    replace(given);
    const isEmpty = before.caption.trim() === '' && before.classIds.length === 0;
    if (isEmpty || canonicalJson(before) === canonicalJson(given)) return;
    const undo = () => replace(takeBack(store.getState().draft, before, given));
    notices.show({ tone: 'info', message, action: { label: 'Undo', run: undo } });
  }

  function refresh(): void {
    store.setState(({ draft, labelSet }) => ({ preview: previewPrompt(draft, labelSet, tokenizer) }));
  }

  const classIds = () => store.getState().draft.classIds;

  return {
    edit,
    replace,
    replaceWritten,
    refresh,
    useTokenizer(loaded) {
      tokenizer = loaded;
      refresh();
    },
    actions: {
      setCaption: (caption) => edit({ caption }),
      changeDraft: edit,
      addClass(classId) {
        if (!classIds().includes(classId)) edit({ classIds: [...classIds(), classId] });
      },
      removeClass: (classId) => edit({ classIds: classIds().filter((id) => id !== classId) }),
      moveClass(classId, toIndex) {
        if (!classIds().includes(classId)) return;
        const others = classIds().filter((id) => id !== classId);
        edit({ classIds: others.toSpliced(Math.max(0, toIndex), 0, classId) });
      },
      setRenoise: (timesteps) => replace(withRenoise(store.getState().draft, timesteps)),
      rollSeed: () => edit({ seed: randomSeed() }),
      setSeedLocked: (seedLocked) => store.setState({ seedLocked }),
      recall(id) {
        const pair = findPair(store, id);
        if (pair) replaceWritten(pair.settings, 'Prompt and settings are those of the picture.');
      },
    },
  };
}

/** The settings from `before`, apart from what a person has changed since they were `given`. */
function takeBack(
  draft: GenerationSettings,
  before: GenerationSettings,
  given: GenerationSettings,
): GenerationSettings {
  const keys = Object.keys({ ...before, ...given, ...draft }) as (keyof GenerationSettings)[];
  const isUntouched = (key: keyof GenerationSettings) => JSON.stringify(draft[key]) === JSON.stringify(given[key]);
  const taken = keys.map((key) => [key, isUntouched(key) ? before[key] : draft[key]] as const);
  // A setting that was not there is missing again.
  return Object.fromEntries(taken.filter(([, value]) => value !== undefined)) as unknown as GenerationSettings;
}
