import type { PairWork } from '../../src/engine/export/pair-work.ts';

/**
 * Work that is done once a kind and answered with copies from then on: what is left of an export is its writer and the ZIP.
 *
 * @param kindOf the kind of a pair, by its id
 */
export function repeatedWork(work: PairWork, kindOf: (id: string) => number): PairWork {
  const once = <Asked, Answer>(make: (asked: Asked) => Promise<Answer>, idOf: (asked: Asked) => string) => {
    const made = new Map<number, Promise<Answer>>();
    return async (asked: Asked): Promise<Answer> => {
      const kind = kindOf(idOf(asked));
      const known = made.get(kind) ?? make(asked);
      made.set(kind, known);
      return structuredClone(await known);
    };
  };
  return {
    parallelCalls: work.parallelCalls,
    prepare: once(work.prepare, ({ id }) => id),
    readJpeg: once(work.readJpeg, (id) => id),
    readClassMaps: once(work.readClassMaps, ({ id }) => id),
    close: work.close,
  };
}
