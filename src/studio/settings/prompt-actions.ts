import { canonicalJson } from '../../core/dataset/canonical-json.ts';
import type { GenerationSettings } from '../../core/dataset/types.ts';
import type { Failure } from '../../core/errors.ts';
import type { LabelClass, Tokenizer } from '../../core/prompt/types.ts';
import { findLabelSet } from '../label-sets/known-label-sets.ts';
import type { Notices } from '../notices.ts';
import type { StudioActions } from '../studio-actions.ts';
import { findPair, type StudioStore } from '../studio-store.ts';
import { previewPrompt } from './preview-prompt.ts';
import { quickened, suitedTo } from './suited.ts';
import { withClipSkip } from './with-clip-skip.ts';
import { withGuidedTimesteps } from './with-guided-timesteps.ts';
import { withRenoise } from './with-renoise.ts';
import { withSize } from './with-size.ts';

export type PromptActions = Pick<
  StudioActions,
  | 'setCaption'
  | 'addClass'
  | 'removeClass'
  | 'moveClass'
  | 'changeDraft'
  | 'setPictureSize'
  | 'setClipSkip'
  | 'setGuidedTimesteps'
  | 'setRenoise'
  | 'setQuick'
  | 'rollSeed'
  | 'setSeedLocked'
  | 'recall'
>;

export interface PromptDesk {
  readonly actions: PromptActions;
  /** Changes the draft and its preview together. */
  edit(change: Partial<GenerationSettings>): void;
  /**
   * Puts other settings in the draft's place; a field that they lack is gone. Their label set is taken, too; where it is not on this
   * device they lose their classes.
   */
  replace(draft: GenerationSettings): void;
  /** The same, said with `message` and an Undo where a prompt was written that would be lost. */
  replaceWritten(draft: GenerationSettings, message: string): void;
  /** Makes the preview anew, where the draft was set by somebody else. */
  refresh(): void;
  /** Why the model cannot be given this caption and these classes in the place of the draft's; null where it can. */
  check(caption: string, classes: readonly LabelClass[]): Failure | null;
  /** Whether previews and checks know how much fits. */
  hasTokenizer(): boolean;
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
    store.setState((state) => {
      const labelSet = findLabelSet(state, draft.labelSetId);
      if (labelSet) return { draft, labelSet, preview: previewPrompt(draft, labelSet, tokenizer) };
      const without = { ...draft, labelSetId: state.labelSet.id, classIds: [] };
      return { draft: without, preview: previewPrompt(without, state.labelSet, tokenizer) };
    });
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
    hasTokenizer: () => tokenizer !== null,
    check(caption, classes) {
      const { draft, labelSet } = store.getState();
      const preview = previewPrompt({ ...draft, caption, classIds: classes.map(({ id }) => id) }, labelSet, tokenizer);
      return preview && !preview.ok ? preview.error : null;
    },
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
      setPictureSize: (size) => replace(withSize(store.getState().draft, size)),
      setClipSkip: (clipSkip) => replace(withClipSkip(store.getState().draft, clipSkip)),
      setGuidedTimesteps: (timesteps) => replace(withGuidedTimesteps(store.getState().draft, timesteps)),
      setRenoise: (timesteps) => replace(withRenoise(store.getState().draft, timesteps)),
      setQuick(quick) {
        const { draft, engine } = store.getState();
        if (engine.phase !== 'ready') return;
        replace((quick ? quickened : suitedTo)(engine.info.model.suggested, draft));
      },
      rollSeed: () => edit({ seed: randomSeed() }),
      setSeedLocked: (seedLocked) => store.setState({ seedLocked }),
      recall(id) {
        const pair = findPair(store, id);
        if (!pair) return;
        const isKnown = findLabelSet(store.getState(), pair.settings.labelSetId) !== null;
        const lost = isKnown ? '' : ' Its label set is not on this device, so its classes are left out.';
        replaceWritten(pair.settings, `Prompt and settings are those of the picture.${lost}`);
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
  const isSame = (key: keyof GenerationSettings) => JSON.stringify(draft[key]) === JSON.stringify(given[key]);
  const setChanged = before.labelSetId !== given.labelSetId;
  // Class ids mean nothing without their label set: both go back, or none.
  const isUntouched = (key: keyof GenerationSettings) =>
    setChanged && (key === 'classIds' || key === 'labelSetId')
      ? isSame('classIds') && isSame('labelSetId')
      : isSame(key);
  const taken = keys.map((key) => [key, isUntouched(key) ? before[key] : draft[key]] as const);
  // A setting that was not there is missing again.
  return Object.fromEntries(taken.filter(([, value]) => value !== undefined)) as unknown as GenerationSettings;
}
