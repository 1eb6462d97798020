import { canonicalJson } from '../../core/dataset/canonical-json.ts';
import type { PairNews } from '../../storage/types.ts';
import type { StudioBase } from '../studio-base.ts';
import { addPairs, findPair, patchPair } from '../studio-store.ts';
import type { PairStage } from '../tuning/pair-stage.ts';
import { hidePairs } from './hide-pairs.ts';
import type { StageSelection } from './stage-selection.ts';

/**
 * Shows what other tabs do to the gallery, without taking stage, selection or focus. What this tab has changed and not yet
 * stored stays: it will be written last, and the others then hear of it.
 */
export function followOtherTabs(
  { dependencies, store, writer }: Pick<StudioBase, 'dependencies' | 'store' | 'writer'>,
  selection: StageSelection,
  stage: Pick<PairStage, 'refresh'>,
): void {
  function changed({ id, change }: Extract<PairNews, { kind: 'changed' }>): void {
    const own = writer.unwritten()[id] ?? {};
    const theirs = { ...change, ...own };
    if (!findPair(store, id)) return;
    patchPair(store, id, theirs);
    const { selectedId, tuning } = store.getState();
    if (selectedId !== id || !change.tuning || own.tuning) return;
    // Equal settings make no new mask: two tabs whose masks differ by a rounding would never come to rest.
    if (canonicalJson(change.tuning) === canonicalJson(tuning)) return;
    store.setState({ tuning: change.tuning });
    stage.refresh();
  }

  dependencies.otherTabs.onNews((news) => {
    if (news.kind === 'here') addPairs(store, news.metas);
    else if (news.kind === 'changed') changed(news);
    else {
      writer.forget(news.ids);
      hidePairs(store, selection, news.ids);
    }
  });
}
