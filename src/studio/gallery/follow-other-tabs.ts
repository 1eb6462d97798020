import { canonicalJson } from '../../core/dataset/canonical-json.ts';
import type { PairChange, PairNews } from '../../storage/types.ts';
import type { EditDesk } from '../edit/edit-desk.ts';
import type { StudioBase } from '../studio-base.ts';
import { addPairs, findPair, patchPair } from '../studio-store.ts';
import type { PairStage } from '../tuning/pair-stage.ts';
import { hidePairs } from './hide-pairs.ts';
import type { StageSelection } from './stage-selection.ts';

/**
 * Shows what other tabs do to the gallery, without taking stage, selection or focus. What this tab has changed and not yet
 * stored stays: it will be written last, and the others then hear of it. That holds through a removal that is taken back, too.
 *
 * Returns how this page is told what another one has left for it to store.
 */
export function followOtherTabs(
  { dependencies, store, run, writer }: Pick<StudioBase, 'dependencies' | 'store' | 'run' | 'writer'>,
  selection: StageSelection,
  stage: Pick<PairStage, 'open' | 'refresh'>,
  desk: Pick<EditDesk, 'heard'>,
): (news: PairNews) => void {
  /** Changes that were made here and not stored yet when another tab took the pair away, by pair id. */
  const hidden = new Map<string, PairChange>();

  function changed({ id, change }: Extract<PairNews, { kind: 'changed' }>): void {
    const own = writer.unwritten()[id] ?? {};
    const theirs = { ...change, ...own };
    if (!findPair(store, id)) return;
    patchPair(store, id, theirs);
    if (change.edits !== undefined) desk.heard(id, change.edits?.revision ?? null);
    const { selectedId, tuning } = store.getState();
    // Its record is another one now.
    if (selectedId === id && change.addedClasses) void run(() => stage.open(id));
    if (selectedId !== id || !change.tuning || own.tuning) return;
    // Equal settings make no new mask: two tabs whose masks differ by a rounding would never come to rest.
    if (canonicalJson(change.tuning) === canonicalJson(tuning)) return;
    store.setState({ tuning: change.tuning });
    stage.refresh();
  }

  function here({ metas }: Extract<PairNews, { kind: 'here' }>): void {
    addPairs(
      store,
      metas.map((meta) => ({ ...meta, ...hidden.get(meta.id) })),
    );
    for (const { id } of metas) {
      const own = hidden.get(id);
      // Written once more: the tab that brings the pair back does not know of it.
      if (own) writer.change(id, own);
      hidden.delete(id);
    }
  }

  function gone({ ids }: Extract<PairNews, { kind: 'gone' }>): void {
    const unwritten = writer.unwritten();
    for (const id of ids) if (unwritten[id]) hidden.set(id, unwritten[id]);
    hidePairs(store, selection, ids);
  }

  function hear(news: PairNews): void {
    if (news.kind === 'here') here(news);
    else if (news.kind === 'changed') changed(news);
    else gone(news);
  }

  dependencies.otherTabs.onNews(hear);
  return hear;
}
