import { StudioError } from '../errors.ts';
import { createDraws } from './draws.ts';
import { fillScenes, sizesFor } from './fill-scenes.ts';
import { repairScenes } from './repair-scenes.ts';
import type { SceneGroups } from './scene-groups.ts';
import { MAX_PLACES, sceneRules } from './scene-rules.ts';
import { tellShortfalls } from './tell-shortfalls.ts';
import type { Plan, PlanRequest } from './types.ts';
import { writeCaptions } from './write-captions.ts';

/** Pictures that show classes, counted once for each class that they show. */
export const MAX_PLANNED = 10_000;
const SIZE_NAMES = ['one class', 'two classes', 'three classes'] as const;

/**
 * Pictures that show each class as often as it shall be shown, or one more or less where that does not come out even, within the rules;
 * what cannot be had is told with its reason. The same request gives the same plan.
 *
 * Where pictures of one class are made, only a class without a place falls short. Where all pictures have two classes, no class is
 * further than one from its target if any choice of pairs could do so; trios are tried as far as chains of replacements lead.
 * @throws StudioError `settings-invalid` naming what the request lacks
 */
export function makePlan(request: PlanRequest): Plan {
  checkRequest(request);
  const rules = sceneRules(request);
  const draws = createDraws(request.seed);
  const { sizeShares } = request;
  const groups = fillScenes(rules, sizeShares, draws);
  repairScenes(
    rules,
    groups,
    [1, 2, 3].filter((size) => (sizeShares[size - 1] ?? 0) > 0),
  );
  const scenes = writeCaptions(request, rules, groups.scenes(), draws);
  const sizes = [1, 2, 3].map((size) => scenes.filter(({ classIds }) => classIds.length === size).length);
  return {
    scenes,
    planned: Object.fromEntries(rules.classIds.map((id, member) => [id, groups.counts[member] ?? 0])),
    sizes: sizes as [number, number, number],
    shortfalls: tellShortfalls(request, rules, groups),
    notes: sizeNotes(request, groups, sizes),
  };
}

function sizeNotes({ sizeShares }: PlanRequest, groups: SceneGroups, sizes: readonly number[]): string[] {
  const total = groups.counts.reduce((sum, count) => sum + count, 0);
  const wanted = sizesFor(total, sizeShares);
  return [2, 1].flatMap((i) => {
    const [made = 0, asked = 0] = [sizes[i], wanted[i]];
    // Repairs and the rest of a division may add or take one.
    if (made >= asked - 1) return [];
    return [
      `${made} instead of ${asked} pictures have ${SIZE_NAMES[i]}: no others may stand together and still lack pictures.`,
    ];
  });
}

function checkRequest({ labelSet, targets, sizeShares, world }: PlanRequest): void {
  const counts = labelSet.classes.map(({ id }) => targets[id] ?? 0);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (!counts.every((count) => Number.isInteger(count) && count >= 0)) {
    throw invalid('The number of pictures of a class must be a whole number from 0. Change it.');
  }
  if (total === 0) throw invalid('No class is to be shown. Give at least one class a number of pictures.');
  if (total > MAX_PLANNED) {
    const most = MAX_PLANNED.toLocaleString('en');
    throw invalid(
      `All classes together may be shown ${most} times; found ${total.toLocaleString('en')}. Make two plans.`,
    );
  }
  if (!sizeShares.every((share) => share >= 0 && Number.isFinite(share)) || sizeShares.every((share) => share === 0)) {
    throw invalid('Pictures must have one, two or three classes. Give one of them a share.');
  }
  if (world.places.length > MAX_PLACES) {
    throw invalid(`A plan may have ${MAX_PLACES} places; found ${world.places.length}. Take some out.`);
  }
  if (world.places.some(({ phrases }) => phrases.length === 0)) {
    throw invalid('A place must have words for captions. Give it a phrase such as “on the grass”.');
  }
  if (world.templates.length === 0) throw invalid('A plan must have a template. Add one such as “{classes} {place}”.');
  for (const template of world.templates) checkTemplate(template);
}

function checkTemplate(template: string): void {
  const names = [...template.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name);
  const unknown = names.find((name) => !['classes', 'beside', 'place'].includes(name));
  if (unknown !== undefined) {
    throw invalid(`A template may hold {classes}, {beside} and {place}; “${template}” holds {${unknown}}. Correct it.`);
  }
  if (!names.some((name) => name === 'classes' || name === 'beside')) {
    throw invalid(`A template must hold {classes} or {beside}; “${template}” has neither. Add one.`);
  }
}

function invalid(message: string): StudioError {
  return new StudioError({ code: 'settings-invalid', message });
}
