import { StudioError } from '../../src/core/errors.ts';

/** One of `count` parts of a run, counted from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Hexadecimal digits of an identity that choose its shard: 48 bits. */
const DIGITS = 12;

/** Reads `3/16`. @throws StudioError `arguments-invalid` */
export function parseShard(text: string): Shard {
  const [, index, count] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index >= 1 && shard.index <= shard.count) return shard;
  const message = `Expected a shard such as 3/16, the third of sixteen, counted from 1; found ${JSON.stringify(text)}.`;
  throw new StudioError({ code: 'arguments-invalid', message });
}

/** Those of the items that the shard makes; null: all. */
export function itemsOfShard<T extends { readonly identity: string }>(
  items: readonly T[],
  shard: Shard | null,
): readonly T[] {
  return shard ? items.filter(({ identity }) => isInShard(identity, shard)) : items;
}

/**
 * Whether an item belongs to a shard: by its identity alone, so that machines agree without a word between them.
 * @param identity SHA-256 in hexadecimal digits
 */
export function isInShard(identity: string, { index, count }: Shard): boolean {
  return Number.parseInt(identity.slice(0, DIGITS), 16) % count === index - 1;
}
