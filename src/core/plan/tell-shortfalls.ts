import type { SceneGroups } from './scene-groups.ts';
import type { SceneRules } from './scene-rules.ts';
import type { PlanRequest, Shortfall, ShortfallReason } from './types.ts';

const MAX_NAMED = 4;

/** The classes that are not shown just as often as they shall be, each with its reason. */
export function tellShortfalls(
  { labelSet, sizeShares }: PlanRequest,
  rules: SceneRules,
  groups: SceneGroups,
): Shortfall[] {
  const smallest = sizeShares.findIndex((share) => share > 0) + 1;
  const members = [...rules.targets.keys()];
  const nameOf = (member: number) =>
    labelSet.classes.find(({ id }) => id === rules.classIds[member])?.promptName ?? String(rules.classIds[member]);

  return members.flatMap((member): Shortfall[] => {
    const target = rules.targets[member] ?? 0;
    const planned = groups.counts[member] ?? 0;
    if (planned === target) return [];
    const partners = members.filter((other) => other !== member && rules.allows([member, other]));
    const [reason, why] = reasonFor(member, partners, Math.abs(planned - target) <= 1);
    const much = planned > target ? 'one more than' : planned === 0 ? 'none of' : `${target - planned} fewer than`;
    const message = `${nameOf(member)}: ${much} ${target}. ${why}`;
    return [{ classId: rules.classIds[member] ?? 0, target, planned, reason, message }];
  });

  function reasonFor(member: number, partners: readonly number[], isNear: boolean): [ShortfallReason, string] {
    const together = smallest === 2 ? 'two classes' : 'three classes';
    if (!rules.allows([member])) return ['no-place', 'None of the places suits it. Add a place where it belongs.'];
    if (!hasGroup(member, partners)) {
      return [
        'no-partner',
        `Each picture has at least ${together}, and it may not stand with enough others. Allow it to, or give pictures of one class a share.`,
      ];
    }
    if (isNear) return ['uneven', `Each picture has at least ${together}, which does not come out even.`];
    const named = partners.slice(0, MAX_NAMED).map(nameOf).join(', ');
    const more = partners.length > MAX_NAMED ? ` and ${partners.length - MAX_NAMED} more` : '';
    return [
      'partners-used-up',
      `What may stand with it (${named}${more}) is shown as often as it shall be. Allow more pairs, or give pictures of one class a share.`,
    ];
  }

  /** Whether some picture of the smallest size could show it. */
  function hasGroup(member: number, partners: readonly number[]): boolean {
    if (smallest < 3) return smallest === 1 || partners.length > 0;
    return partners.some((second) =>
      partners.some((third) => third !== second && rules.allows([member, second, third])),
    );
  }
}
