import { philox4x32 } from '../philox.ts';

/** Random choices that depend on a seed alone. */
export interface Draws {
  /** A whole number from 0 to `count` − 1. */
  below(count: number): number;
  pick<T>(from: readonly T[]): T;
  shuffled<T>(items: readonly T[]): T[];
}

/** @param seed Unsigned 32-bit. */
export function createDraws(seed: number): Draws {
  let drawn = 0;
  let block = philox4x32([0, 0, 0, 0], [seed >>> 0, 0]);

  function below(count: number): number {
    if (drawn > 0 && drawn % 4 === 0) block = philox4x32([drawn / 4, 0, 0, 0], [seed >>> 0, 0]);
    const word = block[drawn++ % 4] as number;
    return Math.floor((word / 2 ** 32) * count);
  }

  return {
    below,
    pick(from) {
      if (from.length === 0) throw new Error('There is nothing to pick from.');
      return from[below(from.length)] as (typeof from)[number];
    },
    /** Fisher and Yates. */
    shuffled(items) {
      const order = [...items];
      for (let last = order.length - 1; last > 0; last--) {
        const other = below(last + 1);
        [order[last], order[other]] = [order[other] as (typeof order)[number], order[last] as (typeof order)[number]];
      }
      return order;
    },
  };
}
