import { keptSteps, NO_HISTORY } from '../../core/edit/edit-history.ts';
import { countEdits, emptyLayer } from '../../core/edit/edit-layer.ts';
import { stepBetween } from '../../core/edit/edit-step.ts';
import { mergeEdits } from '../../core/edit/merge-edits.ts';
import type { EditLayer, EditStep } from '../../core/edit/types.ts';
import { StudioError } from '../../core/errors.ts';
import type { StudioBase } from '../studio-base.ts';
import { findPair, patchPair } from '../studio-store.ts';
import { type EditSheet, isUnstored, openSheet } from './edit-sheet.ts';

type Shared = Pick<StudioBase, 'dependencies' | 'store' | 'notices' | 'run' | 'library'>;

/** Edits of pairs: read when a pair is opened, stored after each change, and kept here until storage has them. */
export interface EditBook {
  /** The pair's edits. Those that cannot be read are told, and count as none: painting anew takes their place. */
  read(id: string, size: { readonly width: number; readonly height: number }): Promise<EditSheet>;
  /** Stores the sheet's layer; the newest wins. */
  save(sheet: EditSheet): void;
  /** Another tab has changed the pair's edits: what was changed here and is not stored yet stays on top of theirs. */
  takeTheirs(sheet: EditSheet): void;
  /** The pair's layer, whether it is open or not; null where there are no edits. */
  layerOf(id: string): Promise<EditLayer | null>;
  /** Resolves when nothing is being stored any more. */
  flush(): Promise<void>;
  /** What storage has not confirmed, by pair id. */
  unstored(): Readonly<Record<string, EditStep>>;
}

/** @param onReplaced a sheet has another layer than its person painted */
export function createEditBook(
  { dependencies, store, notices, run, library }: Shared,
  onReplaced: (sheet: EditSheet) => void,
): EditBook {
  /** Open ones, and those that storage does not have yet. */
  const sheets = new Map<string, EditSheet>();
  const saves = new Set<Promise<void>>();

  async function mergeTheirs(sheet: EditSheet): Promise<void> {
    const { width, height } = sheet.layer;
    const theirs = await library.readEdits(sheet.id);
    if ((theirs?.revision ?? null) === sheet.revision) return;
    const layer = theirs?.layer ?? emptyLayer(width, height);
    const wasUnstored = isUnstored(sheet);
    sheet.layer = wasUnstored ? mergeEdits(sheet.stored, sheet.layer, layer) : layer;
    sheet.stored = layer;
    sheet.revision = theirs?.revision ?? null;
    sheet.history = NO_HISTORY;
    onReplaced(sheet);
    if (!wasUnstored) return;
    notices.show({
      tone: 'info',
      message:
        'This mask was painted in another tab, too. Both are kept; where they overlap, this tab’s strokes are on top.',
    });
  }

  async function write(sheet: EditSheet): Promise<void> {
    const { id, layer, history, revision: from } = sheet;
    const pair = findPair(store, id);
    const change = pair ? { pixels: pair.pixels } : {};
    const kept = countEdits(layer) > 0 ? layer : null;
    const steps = keptSteps(history);
    const edits = await library.writeEdits(id, { layer: kept, steps, revision: dependencies.newId(), from, change });
    sheet.stored = layer;
    sheet.revision = edits?.revision ?? null;
    patchPair(store, id, { edits });
  }

  async function saveNewest(sheet: EditSheet): Promise<void> {
    while (isUnstored(sheet)) {
      try {
        await write(sheet);
      } catch (error) {
        if (!(error instanceof StudioError)) throw error;
        // Removed, here or in another tab: there is nothing to paint on any more.
        if (error.code === 'record-corrupt') sheet.stored = sheet.layer;
        else if (error.code === 'edited-elsewhere') await mergeTheirs(sheet);
        else throw error;
      }
    }
  }

  function inTurn(sheet: EditSheet, work: () => Promise<void>): void {
    const saved = run(() => sheet.turn.run(work), { label: 'Save again', run: () => book.save(sheet) });
    saves.add(saved);
    void saved.then(() => saves.delete(saved));
  }

  async function readStored(id: string) {
    if (!findPair(store, id)?.edits) return null;
    return library.readEdits(id);
  }

  const book: EditBook = {
    async read(id, size) {
      const known = sheets.get(id);
      if (known && isUnstored(known)) return known;
      let sheet: EditSheet;
      try {
        sheet = openSheet(id, size, await readStored(id));
      } catch (error) {
        if (!(error instanceof StudioError)) throw error;
        notices.show({ tone: 'error', message: error.message });
        sheet = { ...openSheet(id, size, null), revision: findPair(store, id)?.edits?.revision ?? null };
      }
      // Whoever was faster has painted on it, perhaps.
      const other = sheets.get(id);
      if (other && isUnstored(other)) return other;
      for (const [otherId, { layer, stored }] of sheets) if (layer === stored) sheets.delete(otherId);
      sheets.set(id, sheet);
      return sheet;
    },
    save: (sheet) => inTurn(sheet, () => saveNewest(sheet)),
    takeTheirs: (sheet) =>
      inTurn(sheet, async () => {
        await mergeTheirs(sheet);
        await saveNewest(sheet);
      }),
    async layerOf(id) {
      const sheet = sheets.get(id);
      if (sheet) return sheet.layer;
      return (await readStored(id))?.layer ?? null;
    },
    async flush() {
      await Promise.all(saves);
    },
    unstored() {
      const waiting = [...sheets.values()].filter(isUnstored);
      return Object.fromEntries(waiting.map(({ id, stored, layer }) => [id, stepBetween(stored, layer)]));
    },
  };
  return book;
}
