export interface StemSource {
  readonly id: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly seed: number;
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

/**
 * One file stem a pair: `20261122-103842123_42_1a2b3c4d`, being the UTC time to the millisecond, the seed and the
 * beginning of the id. Sorted by name is sorted by time. Stems are unique without regard to case: pairs that would share
 * one get the whole id, and ids that differ only in unsafe characters a number after it.
 *
 * @returns stem by id; does not depend on the order of `pairs`
 * @throws Error for a repeated id or a `createdAt` that is no time
 */
export function stemsOf(pairs: readonly StemSource[]): Map<string, string> {
  const prefixes = new Map(pairs.map((pair) => [pair.id, `${timeOf(pair.createdAt)}_${pair.seed}`]));
  if (prefixes.size !== pairs.length) throw new Error('Pair ids must be unique.');
  const ids = [...prefixes.keys()].sort();
  const shortStem = (id: string) => `${prefixes.get(id)}_${safeId(id).slice(0, SHORT_ID_LENGTH)}`;
  const uses = new Map<string, number>();
  for (const id of ids) uses.set(shortStem(id), (uses.get(shortStem(id)) ?? 0) + 1);

  const taken = new Set([...uses].filter(([, count]) => count === 1).map(([stem]) => stem));
  const stems = new Map<string, string>();
  for (const id of ids) {
    let stem = shortStem(id);
    if (uses.get(stem) !== 1) {
      const whole = `${prefixes.get(id)}_${safeId(id)}`;
      stem = whole;
      for (let number = 2; taken.has(stem); number++) stem = `${whole}-${number}`;
      taken.add(stem);
    }
    stems.set(id, stem);
  }
  return stems;
}
