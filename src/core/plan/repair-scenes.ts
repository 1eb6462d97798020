import type { SceneGroups } from './scene-groups.ts';
import type { SceneRules } from './scene-rules.ts';

/**
 * Brings classes that lack pictures nearer to their targets where pictures hold two or three classes, leaving none further than one from
 * its own. Two moves, both along a chain in which each class takes the next one's place in some picture: the last class of the chain
 * gives a picture away; or a picture is added, and the last class takes what a partner would have too much of.
 */
export function repairScenes(rules: SceneRules, groups: SceneGroups, sizes: readonly number[]): void {
  const members = [...rules.targets.keys()];
  const over = (member: number) => (groups.counts[member] ?? 0) - (rules.targets[member] ?? 0);

  for (let isBetter = true; isBetter; ) {
    isBetter = false;
    for (const member of members) while (over(member) < 0 && improve(member)) isBetter = true;
  }

  function improve(member: number): boolean {
    if (takeFrom(member, (other) => over(other) > 0)) return true;
    if (addWith(member, (other) => over(other) < 0)) return true;
    // Within one of its target: others are not moved off theirs for it.
    if (over(member) >= -1) return false;
    return addWith(member, (other) => over(other) <= 0) || takeFrom(member, (other) => over(other) >= 0);
  }

  /** Makes `member` take a place; the chain ends at a class that may give one away. */
  function takeFrom(member: number, mayGive: (other: number) => boolean): boolean {
    const chain = chainFrom([member], (other) => other !== member && mayGive(other), false);
    return chain !== null && follow(chain);
  }

  /** Adds a picture of `member` and partners; a partner with enough hands another place on along a chain to a class that may take it. */
  function addWith(member: number, mayTake: (other: number) => boolean): boolean {
    const others = members.filter((other) => other !== member);
    const free = others.filter(mayTake);
    const group = sizes.map((size) => groupOf(member, size, free)).find(Boolean);
    if (group) {
      groups.add(group);
      return true;
    }
    // Only where one partner is enough: two would need two chains that do not cross.
    const partners = sizes.includes(2) ? others.filter((other) => rules.allows([member, other])) : [];
    const chain = chainFrom(partners, (other) => other !== member && mayTake(other), true);
    if (!chain) return false;
    const added = [member, chain[0] as number];
    groups.add(added);
    if (follow([...chain].reverse())) return true;
    groups.add(added, -1);
    return false;
  }

  function groupOf(member: number, size: number, free: readonly number[]): readonly number[] | undefined {
    if (size === 1) return rules.allows([member]) ? [member] : undefined;
    for (const [i, second] of free.entries()) {
      if (!rules.allows([member, second])) continue;
      if (size === 2) return [member, second];
      const third = free.slice(i + 1).find((other) => rules.allows([member, second, other]));
      if (third !== undefined) return [member, second, third];
    }
    return undefined;
  }

  /**
   * The shortest chain from one of `starts` to a class that `ends` it. Forward, each class can take the next one's place; backward, each
   * can be replaced by the next.
   */
  function chainFrom(
    starts: readonly number[],
    ends: (member: number) => boolean,
    isBackward: boolean,
  ): number[] | null {
    const before = new Map<number, number | null>(starts.map((start) => [start, null]));
    for (const at of before.keys()) {
      if (ends(at)) {
        const chain = [at];
        for (let step = before.get(at); step !== null && step !== undefined; step = before.get(step))
          chain.unshift(step);
        return chain;
      }
      for (const next of members) {
        if (!before.has(next) && (isBackward ? placeFor(next, at) : placeFor(at, next))) before.set(next, at);
      }
    }
    return null;
  }

  /** A group that shows `leaving`, and would be allowed with `taking` in its place. */
  function placeFor(taking: number, leaving: number): readonly number[] | undefined {
    return groups
      .groups()
      .find(
        (group) =>
          group.includes(leaving) &&
          !group.includes(taking) &&
          rules.allows(group.map((member) => (member === leaving ? taking : member))),
      );
  }

  /** Each class of the chain takes the next one's place. False, and nothing is changed, where two steps would need the same picture. */
  function follow(chain: readonly number[]): boolean {
    const undo: (() => void)[] = [];
    for (let i = chain.length - 2; i >= 0; i--) {
      const [taking, leaving] = [chain[i] as number, chain[i + 1] as number];
      const group = placeFor(taking, leaving);
      if (!group) {
        for (const step of undo.reverse()) step();
        return false;
      }
      const replaced = group.map((member) => (member === leaving ? taking : member));
      groups.add(group, -1);
      groups.add(replaced);
      undo.push(() => {
        groups.add(replaced, -1);
        groups.add(group);
      });
    }
    return true;
  }
}
