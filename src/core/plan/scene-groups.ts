/** Pictures by the classes that they show: how many of each group, and how many show a class. */
export class SceneGroups {
  readonly counts: number[];
  readonly #groups = new Map<string, { readonly group: readonly number[]; count: number }>();

  constructor(classCount: number) {
    this.counts = new Array<number>(classCount).fill(0);
  }

  /** How many pictures show just this group. */
  uses(group: readonly number[]): number {
    return this.#groups.get(keyOf(group))?.count ?? 0;
  }

  add(group: readonly number[], change = 1): void {
    const key = keyOf(group);
    const entry = this.#groups.get(key) ?? { group: [...group].sort((a, b) => a - b), count: 0 };
    entry.count += change;
    if (entry.count < 0) throw new Error(`No picture shows the group ${key}.`);
    if (entry.count === 0) this.#groups.delete(key);
    else this.#groups.set(key, entry);
    for (const member of group) this.counts[member] = (this.counts[member] ?? 0) + change;
  }

  /** Each group that there is a picture of. */
  groups(): (readonly number[])[] {
    return [...this.#groups.values()].map(({ group }) => group);
  }

  /** One group a picture. */
  scenes(): (readonly number[])[] {
    return [...this.#groups.values()].flatMap(({ group, count }) => Array.from({ length: count }, () => group));
  }
}

function keyOf(group: readonly number[]): string {
  return [...group].sort((a, b) => a - b).join(' ');
}
