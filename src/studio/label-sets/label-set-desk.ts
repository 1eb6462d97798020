import { type Result, toResult } from '../../core/errors.ts';
import { ownLabelSet } from '../../core/prompt/label-sets/own-label-set.ts';
import type { LabelSet } from '../../core/prompt/types.ts';
import type { StoredLabelSet } from '../../storage/label-sets/types.ts';
import type { PromptDesk } from '../settings/prompt-actions.ts';
import type { StudioActions } from '../studio-actions.ts';
import type { StudioBase } from '../studio-base.ts';
import { carryClasses } from './carry-classes.ts';
import { findLabelSet, shownLabelSet } from './known-label-sets.ts';
import { labelSetFile } from './label-set-file.ts';
import type { EditedLabelSet, KnownLabelSet } from './label-set-state.ts';

export interface LabelSetDesk {
  readonly actions: Pick<
    StudioActions,
    'chooseLabelSet' | 'saveLabelSet' | 'exportLabelSet' | 'removeLabelSet' | 'readLabelSets'
  >;
  /** Reads which sets are stored. Failures are told: the studio works with those that it brings along. */
  load(): Promise<void>;
}

/** A person's own label sets: chosen, kept as versions, taken away. */
export function createLabelSetDesk(
  { dependencies, store, notices, run }: StudioBase,
  prompt: Pick<PromptDesk, 'replace' | 'replaceWritten'>,
): LabelSetDesk {
  const { labelSets: storage, now, saveFile } = dependencies;

  async function load(): Promise<void> {
    const { sets, problem } = await storage.load();
    know(sets);
    if (problem) notices.show({ tone: 'error', message: problem });
  }

  /** In the place of what was known of these versions, built-in sets first and then in order of time. */
  function know(versions: readonly KnownLabelSet[]): void {
    store.setState(({ labelSets }) => {
      const all = new Map([...labelSets, ...versions].map((version) => [version.set.id, version]));
      const timeOf = ({ createdAt }: KnownLabelSet) => createdAt ?? '';
      return {
        labelSets: [...all.values()].sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : Number(timeOf(a) > timeOf(b)))),
      };
    });
  }

  function choose(id: string): void {
    const state = store.getState();
    const { draft, labelSet: from } = state;
    const to = findLabelSet(state, id);
    if (!to || id === draft.labelSetId) return;
    const { classIds, lost } = carryClasses(draft.classIds, from, to);
    const next = { ...draft, labelSetId: id, classIds };
    if (lost.length === 0) prompt.replace(next);
    else {
      const names = lost.map(({ promptName }) => promptName).join(', ');
      prompt.replaceWritten(next, `“${to.name}” has no ${names}: gone from the prompt.`);
    }
  }

  async function keep(versions: readonly StoredLabelSet[]): Promise<void> {
    await storage.put(versions);
    know(versions);
  }

  async function save({ name, classes, replacesId }: EditedLabelSet): Promise<LabelSet> {
    const set = ownLabelSet(name, classes);
    const replaced = ownVersion(replacesId ?? '');
    const createdAt = replaced?.createdAt ?? now().toISOString();
    const retired = replaced && replaced.set.id !== set.id ? [{ ...replaced, isRetired: true }] : [];
    await keep([...retired, { set, createdAt, isRetired: false }]);
    choose(set.id);
    return set;
  }

  function ownVersion(id: string): StoredLabelSet | null {
    const known = store.getState().labelSets.find(({ set }) => set.id === id);
    return known && known.createdAt !== null ? { ...known, createdAt: known.createdAt } : null;
  }

  function remove(id: string): void {
    const version = ownVersion(id);
    if (!version) return;
    const wasChosen = store.getState().draft.labelSetId === id;
    const undo = () =>
      void run(async () => {
        await keep([version]);
        if (wasChosen) choose(id);
      });
    void run(async () => {
      await keep([{ ...version, isRetired: true }]);
      if (wasChosen) choose(dependencies.labelSet.id);
      const message = `The label set “${version.set.name}” is gone from the list. Pictures made with it keep it.`;
      notices.show({ tone: 'info', message, action: { label: 'Undo', run: undo } });
    });
  }

  store.subscribe((state, previous) => {
    // Ids mean other classes in another set.
    const isFiltered = state.soloClassId !== null || state.hiddenClassIds.length > 0;
    if (isFiltered && shownLabelSet(state).id !== shownLabelSet(previous).id) {
      store.setState({ hiddenClassIds: [], soloClassId: null });
    }
    // Another tab has made a pair with a set that is not known here yet.
    if (state.pairs !== previous.pairs && state.pairs.some(({ settings }) => isNews(settings.labelSetId)))
      void run(load);
  });

  /** Each is looked for once: a set that is not stored either is not there. */
  const lookedFor = new Set<string>();
  function isNews(id: string): boolean {
    if (lookedFor.has(id) || findLabelSet(store.getState(), id)) return false;
    lookedFor.add(id);
    return true;
  }

  return {
    load: () => run(load),
    actions: {
      chooseLabelSet: choose,
      saveLabelSet: (edited): Promise<Result<LabelSet>> => toResult(() => save(edited)),
      exportLabelSet: ({ name, classes }, kind) =>
        void run(async () => {
          const { fileName, text, note } = labelSetFile(ownLabelSet(name, classes), kind);
          await saveFile(new Blob([text], { type: 'text/plain' }), fileName);
          if (note) notices.show({ tone: 'info', message: note });
        }),
      removeLabelSet: remove,
      readLabelSets: () => void run(load),
    },
  };
}
