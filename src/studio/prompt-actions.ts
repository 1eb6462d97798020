import type { GenerationSettings } from '../core/dataset/types.ts';
import type { Tokenizer } from '../core/prompt/types.ts';
import { previewPrompt } from './preview-prompt.ts';
import { findPair, type StudioStore } from './studio-store.ts';
import type { StudioActions } from './types.ts';

export type PromptActions = Pick<
  StudioActions,
  'setCaption' | 'addClass' | 'removeClass' | 'moveClass' | 'changeDraft' | 'rollSeed' | 'setSeedLocked' | 'recall'
>;

export interface PromptDesk {
  readonly actions: PromptActions;
  /** Changes the draft and its preview together. */
  edit(change: Partial<GenerationSettings>): void;
  /** Makes the preview anew, where the draft was set by somebody else. */
  refresh(): void;
  /** From here on previews count tokens as the given one does. */
  useTokenizer(tokenizer: Tokenizer): void;
}

export function createPromptDesk(store: StudioStore, randomSeed: () => number): PromptDesk {
  let tokenizer: Tokenizer | null = null;

  function edit(change: Partial<GenerationSettings>): void {
    store.setState(({ draft, labelSet }) => {
      const next = { ...draft, ...change };
      return { draft: next, preview: previewPrompt(next, labelSet, tokenizer) };
    });
  }

  function refresh(): void {
    store.setState(({ draft, labelSet }) => ({ preview: previewPrompt(draft, labelSet, tokenizer) }));
  }

  const classIds = () => store.getState().draft.classIds;

  return {
    edit,
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
      rollSeed: () => edit({ seed: randomSeed() }),
      setSeedLocked: (seedLocked) => store.setState({ seedLocked }),
      recall(id) {
        const pair = findPair(store, id);
        if (pair) edit(pair.settings);
      },
    },
  };
}
