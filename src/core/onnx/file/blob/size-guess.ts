/** How many sizes before the next one tell it. */
const MEMORY = 12;
/** What this file showed counts for as much as so many usual ones. */
const OWN_WEIGHT = 3;

/**
 * Guesses the size of a file's next weight from those before it, by how often each followed the last few: prediction by partial
 * matching (Cleary and Witten 1984), of which the longest run known counts most.
 */
export class SizeGuess {
  readonly #followers = new Map<string, Map<number, number>>();

  /** @param usual sequences of sizes to begin with */
  constructor(usual: readonly (readonly number[])[]) {
    for (const sequence of usual) {
      for (const [at, size] of sequence.entries()) this.#count(sequence.slice(Math.max(0, at - MEMORY), at), size, 1);
    }
  }

  /** Notes a size that followed `before`, all sizes so far. */
  learn(before: readonly number[], size: number): void {
    this.#count(before.slice(-MEMORY), size, OWN_WEIGHT);
  }

  /** Sizes that may follow `before`, and how probable each is. */
  next(before: readonly number[]): ReadonlyMap<number, number> {
    const found = new Map<number, number>();
    let left = 1;
    for (let length = Math.min(MEMORY, before.length); length >= 0 && left > 0.01; length--) {
      const followers = this.#followers.get(runKey(before, length));
      if (!followers) continue;
      const total = [...followers.values()].reduce((sum, one) => sum + one, followers.size);
      for (const [size, count] of followers) found.set(size, (found.get(size) ?? 0) + (left * count) / total);
      left *= followers.size / total;
    }
    return found;
  }

  #count(before: readonly number[], size: number, weight: number): void {
    for (let length = 0; length <= before.length; length++) {
      const key = runKey(before, length);
      const followers = this.#followers.get(key) ?? new Map<number, number>();
      followers.set(size, (followers.get(size) ?? 0) + weight);
      this.#followers.set(key, followers);
    }
  }
}

/** The last `length` sizes. */
const runKey = (sizes: readonly number[], length: number) => (length === 0 ? '' : sizes.slice(-length).join());
