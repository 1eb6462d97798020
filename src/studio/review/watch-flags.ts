import { flagPairs } from '../../core/review/flag-pairs.ts';
import { nearDuplicates } from '../../core/review/near-duplicates.ts';
import { createNearHashes } from '../../core/review/near-hashes.ts';
import { isPictureHash } from '../../core/review/picture-hash.ts';
import { createSettleTimer } from '../settle-timer.ts';
import type { StudioBase } from '../studio-base.ts';

/** Flags can wait until a slider rests. */
const SETTLE_MS = 250;
/** Each new hash is compared with all others, so at 5,000 pairs a slice takes a few milliseconds. */
const SLICE = 64;

const pause = () => new Promise<void>((resolve) => setTimeout(resolve));

/** Keeps `flags` in the store true, a moment after pairs have changed and without holding up the page. */
export function watchFlags({ store, run }: Pick<StudioBase, 'store' | 'run'>): void {
  const hashes = createNearHashes();
  let isLooking = false;

  async function compareHashes(): Promise<void> {
    let added = 0;
    for (const { pictureHash: hash } of store.getState().pairs) {
      if (hash === undefined || hashes.has(hash) || !isPictureHash(hash)) continue;
      hashes.add(hash);
      if (++added % SLICE === 0) await pause();
    }
  }

  async function look(): Promise<void> {
    isLooking = true;
    try {
      await compareHashes();
    } finally {
      isLooking = false;
    }
    // Pairs may have come meanwhile; their hashes are compared when those have settled.
    const { pairs } = store.getState();
    store.setState({ flags: flagPairs(pairs, nearDuplicates(pairs, hashes)) });
  }

  const timer = createSettleTimer(SETTLE_MS, () => {
    if (isLooking) timer.touch();
    else void run(look);
  });
  store.subscribe((state, previous) => {
    if (state.pairs !== previous.pairs) timer.touch();
  });
}
