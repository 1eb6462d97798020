import type { ListItem } from '../../core/lists/types.ts';
import type { StageSelection } from '../gallery/stage-selection.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { QueueBook } from '../jobs/queue-book.ts';
import type { QueuePlace } from '../jobs/queue-state.ts';
import type { PromptDesk } from '../settings/prompt-actions.ts';
import type { StudioActions } from '../studio-actions.ts';
import type { StudioBase } from '../studio-base.ts';
import { listRequests, withSeeds } from './list-requests.ts';

export type ListActions = Pick<
  StudioActions,
  | 'showList'
  | 'readListText'
  | 'readListFile'
  | 'enqueueList'
  | 'closeList'
  | 'setPlanOpen'
  | 'setPlanForm'
  | 'enqueuePlan'
  | 'savePlan'
>;

/** Pictures of many prompts: read from a list, or planned. What reads and writes lists is fetched when it is first needed. */
export function createListDesk(
  { dependencies, store, notices, run }: StudioBase,
  parts: {
    readonly queue: Pick<JobQueue, 'enqueue'>;
    readonly book: Pick<QueueBook, 'settled'>;
    readonly prompt: Pick<PromptDesk, 'check' | 'hasTokenizer' | 'edit'>;
    readonly selection: Pick<StageSelection, 'askToWatch'>;
  },
): ListActions {
  const { queue, book, prompt, selection } = parts;
  /** What is read, to be read again when the model is there. */
  let source: { readonly text: string; readonly name: string | null } | null = null;

  async function read(text: string, name: string | null): Promise<void> {
    const mine = { text, name };
    source = mine;
    store.setState({ list: { phase: 'reading', name } });
    const { judgeList } = await import('./judge-list.ts');
    const { labelSet } = store.getState();
    const isUnchecked = !prompt.hasTokenizer();
    const rules = { labelSet, checkPrompt: prompt.check, isUnchecked };
    const list = await judgeList(text, name, rules, () => source === mine);
    if (list && source === mine) store.setState({ list });
  }

  async function readFile(file: File): Promise<void> {
    const mine = { text: '', name: file.name };
    source = mine;
    store.setState({ list: { phase: 'reading', name: file.name } });
    const refuse = (message: string) => {
      if (source === mine) store.setState({ list: { phase: 'refused', name: file.name, message } });
    };
    const bytes = await file.arrayBuffer().catch(() => null);
    if (bytes === null) return refuse('The file cannot be read; it may have changed or gone. Choose it again.');
    const { decodeText } = await import('../../core/lists/decode-text.ts');
    const decoded = decodeText(new Uint8Array(bytes));
    if ('problem' in decoded) return refuse(decoded.problem.message);
    if (source === mine) await read(decoded.text, file.name);
  }

  function close(): void {
    source = null;
    store.setState({ list: null });
  }

  function enqueue(items: readonly ListItem[], where: QueuePlace): void {
    const { draft, labelSet, seedLocked } = store.getState();
    selection.askToWatch();
    queue.enqueue(listRequests(items, draft, labelSet), where);
    const count = items.length === 1 ? 'One picture is' : `${items.length.toLocaleString('en')} pictures are`;
    const place = where === 'front' ? 'at the front of the queue' : 'in the queue';
    // Not before storage has taken them: whoever reads this may close the browser, or lose it.
    void book.settled().then(() => notices.show({ tone: 'success', message: `${count} ${place}.` }));
    if (!seedLocked && items.some(({ seed }) => seed === null)) prompt.edit({ seed: dependencies.randomSeed() });
  }

  store.subscribe((state, { engine }) => {
    if (state.engine === engine || state.list?.phase !== 'read' || !state.list.isUnchecked || !source) return;
    const { text, name } = source;
    if (prompt.hasTokenizer()) void run(() => read(text, name));
  });

  return {
    showList: () => store.setState({ list: { phase: 'asking' } }),
    readListText: (text) => void run(() => read(text, null)),
    readListFile: (file) => void run(() => readFile(file)),
    closeList: close,
    enqueueList(where) {
      const { list } = store.getState();
      if (list?.phase !== 'read') return;
      close();
      enqueue(
        list.rows.flatMap((row) => (row.ok ? [row.item] : [])),
        where,
      );
    },
    setPlanOpen: (isPlanOpen) => store.setState({ isPlanOpen }),
    setPlanForm: (planForm) => store.setState({ planForm }),
    enqueuePlan(scenes, seed, where) {
      const { draft, labelSet } = store.getState();
      store.setState({ isPlanOpen: false });
      enqueue(withSeeds(itemsOf(scenes), { ...draft, seed }, labelSet), where);
    },
    savePlan: (scenes, seed, form) =>
      void run(async () => {
        const { writeListCsv, writeListJson } = await import('../../core/lists/write-list.ts');
        const { draft, labelSet } = store.getState();
        const write = { json: writeListJson, csv: writeListCsv }[form];
        const text = write(withSeeds(itemsOf(scenes), { ...draft, seed }, labelSet), labelSet);
        const type = { json: 'application/json', csv: 'text/csv' }[form];
        await dependencies.saveFile(new Blob([text], { type }), `plan-${seed}.${form}`);
      }),
  };
}

function itemsOf(scenes: readonly { readonly caption: string; readonly classIds: readonly number[] }[]): ListItem[] {
  return scenes.map(({ caption, classIds }) => ({ caption, classIds, seed: null }));
}
