import * as v from 'valibot';
import type { PairFacts } from '../../src/core/dataset/types.ts';

/** The files of a finished item, beside `item.json`. The last two are not there where they were not to be kept. */
export const ITEM_FILES = ['picture.jpg', 'mask.png', 'pixels', 'attention'] as const;
export type ItemFile = (typeof ITEM_FILES)[number];

/** A finished pair: what a dataset says of it, and its files. */
export interface FinishedItem {
  readonly identity: string;
  readonly facts: PairFacts;
  readonly files: Readonly<Partial<Record<ItemFile, Uint8Array>>>;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

/** `item.json`, as far as it is looked at; it was written with the rest of the item, and renamed into place with it. */
export const itemSchema = v.object({
  schema: v.literal('dataset-diffusion-studio/item'),
  version: v.literal(1),
  identity: v.string(),
  /** SHA-256 of each file. */
  sha256: v.record(v.string(), v.string()),
  facts: v.looseObject({ width: count, height: count, settings: v.looseObject({ seed: v.number() }) }),
});

/** What is told of a stored item without its pixels. */
export interface StoredItem {
  readonly identity: string;
  readonly facts: PairFacts;
  readonly sha256: Readonly<Partial<Record<ItemFile, string>>>;
}
