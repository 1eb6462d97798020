import type { PairFacts } from './types.ts';

export interface StemSource {
  readonly id: string;
  /** ISO 8601; missing where no time is told. */
  readonly createdAt?: string | undefined;
  readonly seed: number;
  /** What a person calls it, such as a file name in a list of prompts; with or without an ending. */
  readonly name?: string;
}

const SHORT_ID_LENGTH = 8;

/** Lower case, because the dataset may be unpacked on a file system that does not tell cases apart. */
function safeId(id: string): string {
  return id.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function timeOf(createdAt: string): string {
  const date = new Date(createdAt);
  if (Number.isNaN(date.getTime())) throw new Error(`createdAt must be an ISO 8601 time, found "${createdAt}".`);
  const [day = '', time = ''] = date.toISOString().split('T');
  return `${day.replaceAll('-', '')}-${time.replace(/\D/g, '')}`;
}

/** Longer ones do not fit into the paths of every file system once a format puts folders before them. */
const MAX_NAME_LENGTH = 100;
const PICTURE_ENDING = /\.(jpe?g|png|webp|avif|gif|bmp)$/i;

/**
 * A person's name as a stem: letters and digits of every alphabet, `-` and `_`. Dots would split a sample of a WebDataset, spaces a line
 * of VOC's lists, and what is left file systems do not allow. Empty where nothing is left.
 */
function safeName(name: string): string {
  const kept = name
    .normalize('NFC')
    .replace(PICTURE_ENDING, '')
    .replace(/[^\p{L}\p{M}\p{N}_-]+/gu, '_')
    .replace(/^_+|_+$/g, '');
  const short = [...kept].slice(0, MAX_NAME_LENGTH).join('');
  // Windows' names for devices.
  return /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(short) ? `${short}_` : short;
}

/** How a file system without case sees a name. */
const folded = (stem: string): string => stem.normalize('NFC').toLowerCase();

/**
 * One file stem a pair. One with a name has it, `my_cat`; another the UTC time to the millisecond, the seed and the beginning of the id,
 * `20261122-103842123_42_1a2b3c4d`: sorted by name is sorted by time. Stems are unique without regard to case: pairs that would share
 * one get the whole id, or a number after it. Where no time is told, `42_1a2b3c4d`.
 *
 * @returns stem by id; does not depend on the order of `pairs`
 * @throws Error for a repeated id or a `createdAt` that is no time
 */
export function stemsOf(pairs: readonly StemSource[]): Map<string, string> {
  const byId = new Map(pairs.map((pair) => [pair.id, pair]));
  if (byId.size !== pairs.length) throw new Error('Pair ids must be unique.');
  const ids = [...byId.keys()].sort();
  const wishes = ids.map((id) => wishesOf(byId.get(id) as StemSource));
  const uses = new Map<string, number>();
  for (const { first } of wishes) uses.set(folded(first), (uses.get(folded(first)) ?? 0) + 1);

  const taken = new Set([...uses].filter(([, count]) => count === 1).map(([stem]) => stem));
  const stems = new Map<string, string>();
  for (const [i, id] of ids.entries()) {
    const { first, second } = wishes[i] as Wishes;
    let stem = first;
    if (uses.get(folded(first)) !== 1) {
      stem = second;
      for (let number = 2; taken.has(folded(stem)); number++) stem = `${second}-${number}`;
      taken.add(folded(stem));
    }
    stems.set(id, stem);
  }
  return stems;
}

/** Stems of pairs: those with a file name are called by it. The same wherever stems are told, so that the split is, too. */
export function pairStems(
  pairs: readonly (Pick<PairFacts, 'fileName'> & {
    readonly id: string;
    readonly createdAt?: string | undefined;
    readonly settings: { readonly seed: number };
  })[],
): Map<string, string> {
  return stemsOf(
    pairs.map(({ id, createdAt, settings: { seed }, fileName }) => ({
      id,
      createdAt,
      seed,
      ...(fileName === undefined ? {} : { name: fileName }),
    })),
  );
}

interface Wishes {
  readonly first: string;
  /** Where others wish for the first one, too. */
  readonly second: string;
}

function wishesOf({ id, createdAt, seed, name = '' }: StemSource): Wishes {
  const named = safeName(name);
  if (named !== '') return { first: named, second: named };
  const prefix = createdAt === undefined ? `${seed}` : `${timeOf(createdAt)}_${seed}`;
  return { first: `${prefix}_${safeId(id).slice(0, SHORT_ID_LENGTH)}`, second: `${prefix}_${safeId(id)}` };
}
