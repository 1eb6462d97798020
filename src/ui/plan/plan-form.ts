import type { PlanForm, PlannedScene, PlanRequest } from '../../core/plan/types.ts';
import { EMOJI_WORLD, type NamedWorld, PHOTO_WORLD, WORLDS, worldFor } from '../../core/plan/worlds.ts';
import type { LabelSet } from '../../core/prompt/types.ts';

/** So many classes have a target from the start; of more, a person chooses some. */
const FEW_CLASSES = 30;
const FIRST_TARGET = 5;

/** A plan to begin with: every class a few times, as the bundled model learnt its scenes. */
export function firstForm(labelSet: LabelSet, isBundledModel: boolean, seed: number): PlanForm {
  const target = labelSet.classes.length <= FEW_CLASSES ? FIRST_TARGET : 0;
  return {
    labelSetId: labelSet.id,
    targets: Object.fromEntries(labelSet.classes.map(({ id }) => [id, target])),
    apart: [],
    sizeShares: [42, 42, 16],
    ...placesOf(isBundledModel ? EMOJI_WORLD : PHOTO_WORLD),
    ownPlaces: '',
    useSynonyms: false,
    seed,
  };
}

/** What changes with the world. */
export function placesOf(world: NamedWorld): Pick<PlanForm, 'worldId' | 'placeNames' | 'templates'> {
  return {
    worldId: world.id,
    placeNames: world.places.map(({ name }) => name),
    templates: world.templates.join('\n'),
  };
}

export function worldOf({ worldId }: PlanForm): NamedWorld {
  return WORLDS.find(({ id }) => id === worldId) ?? PHOTO_WORLD;
}

export function planRequest(form: PlanForm, labelSet: LabelSet): PlanRequest {
  const places = worldOf(form).places.filter(({ name }) => form.placeNames.includes(name));
  const own = linesOf(form.ownPlaces).map((phrase) => ({ name: phrase, phrases: [phrase] }));
  const { targets, apart, sizeShares, useSynonyms, seed } = form;
  const world = worldFor({ places: [...places, ...own], templates: linesOf(form.templates) }, labelSet);
  return { labelSet, targets, apart, sizeShares, world, useSynonyms, seed };
}

/** The pairs with one more, each once and in either order the same; without it, where it was there. */
export function togglePair(apart: PlanForm['apart'], a: number, b: number): PlanForm['apart'] {
  const isSame = ([x, y]: readonly [number, number]) => (x === a && y === b) || (x === b && y === a);
  return apart.some(isSame) ? apart.filter((pair) => !isSame(pair)) : [...apart, [a, b]];
}

/** A pair of classes, in either order the same. */
export function pairKey(a: number, b: number): string {
  return `${Math.min(a, b)} ${Math.max(a, b)}`;
}

/** How many scenes show two classes together, by `pairKey`. */
export function pairCounts(scenes: readonly PlannedScene[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { classIds } of scenes) {
    for (const [i, a] of classIds.entries()) {
      for (const b of classIds.slice(i + 1)) counts.set(pairKey(a, b), (counts.get(pairKey(a, b)) ?? 0) + 1);
    }
  }
  return counts;
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter(Boolean);
}
