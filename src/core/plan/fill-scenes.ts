import type { Draws } from './draws.ts';
import { SceneGroups } from './scene-groups.ts';
import type { SceneRules } from './scene-rules.ts';

/** Shares of pictures with one, two and three classes. */
export type SizeShares = readonly [number, number, number];

/**
 * How many pictures of one, two and three classes show classes `total` times in all, in the given shares. Where no share allows
 * the rest of a division, it is left over.
 */
export function sizesFor(total: number, shares: SizeShares): [number, number, number] {
  const [one, two, three] = shares;
  const mean = (one + 2 * two + 3 * three) / (one + two + three);
  if (total === 0 || !(mean > 0)) return [0, 0, 0];
  const pictures = total / mean / (one + two + three);
  const threes = Math.min(Math.floor(total / 3), one + two === 0 ? total : Math.round(pictures * three));
  const left = total - 3 * threes;
  const twos = Math.min(Math.floor(left / 2), one === 0 && two > 0 ? left : Math.round(pictures * two));
  return [one > 0 ? left - 2 * twos : 0, twos, threes];
}

/**
 * Groups of classes for pictures, large ones first, that take each class at most as often as it shall be shown: the class that lacks most
 * pictures is taken first, then partners in the same order, groups that are used seldom before others. Where no three may stand together
 * any more, two do. What is left over goes into pictures of one class, where those are made at all.
 */
export function fillScenes(rules: SceneRules, shares: SizeShares, draws: Draws): SceneGroups {
  const { targets } = rules;
  const members = [...targets.keys()];
  const groups = new SceneGroups(targets.length);
  const lacks = (member: number) => (targets[member] ?? 0) - (groups.counts[member] ?? 0);
  const left = () => members.reduce((sum, member) => sum + (rules.allows([member]) ? lacks(member) : 0), 0);

  const [one, two] = shares;
  fill(3, sizesFor(left(), shares)[2]);
  if (two > 0) fill(2, sizesFor(left(), [one, two, 0])[1]);
  if (one > 0) {
    for (const member of members) if (rules.allows([member])) groups.add([member], lacks(member));
  }
  return groups;

  function fill(size: 2 | 3, wanted: number): void {
    /** Classes that found no partners: what others lack only shrinks, so they never will. */
    const alone = new Set<number>();
    for (let made = 0; made < wanted; made++) {
      const group = findGroup(size, alone);
      if (!group) return;
      groups.add(group);
    }
  }

  function findGroup(size: 2 | 3, alone: Set<number>): readonly number[] | null {
    // A new order each time, so that what lacks equally many is taken by chance; the sort keeps it.
    const order = draws.shuffled(members).filter((member) => lacks(member) > 0);
    order.sort((a, b) => lacks(b) - lacks(a));
    for (const first of order) {
      if (alone.has(first)) continue;
      const group = size === 2 ? leastUsed([first], order) : trioWith(first, order);
      if (group) return group;
      alone.add(first);
    }
    return null;
  }

  function trioWith(first: number, order: readonly number[]): readonly number[] | null {
    for (const second of order) {
      const trio = second !== first && rules.allows([first, second]) ? leastUsed([first, second], order) : null;
      if (trio) return trio;
    }
    return null;
  }

  /** The group with one more class: of those that lack about as many as the first that may, the one that makes a group used least. */
  function leastUsed(group: readonly number[], order: readonly number[]): readonly number[] | null {
    let found: readonly number[] | null = null;
    let most = 0;
    for (const last of order) {
      if (found && lacks(last) < most - 1) break;
      const whole = [...group, last];
      if (group.includes(last) || !rules.allows(whole)) continue;
      if (!found) most = lacks(last);
      if (!found || groups.uses(whole) < groups.uses(found)) found = whole;
    }
    return found;
  }
}
