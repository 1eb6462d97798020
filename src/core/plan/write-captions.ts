import { withArticle } from '../article.ts';
import type { LabelClass } from '../prompt/types.ts';
import type { Draws } from './draws.ts';
import type { SceneRules } from './scene-rules.ts';
import type { PlannedScene, PlanRequest } from './types.ts';

/** Captions for groups of classes, in an order by chance. Places are used equally often, as far as the classes allow. */
export function writeCaptions(
  { labelSet, world, useSynonyms }: PlanRequest,
  rules: SceneRules,
  groups: readonly (readonly number[])[],
  draws: Draws,
): PlannedScene[] {
  const placeUses = world.places.map(() => 0);
  const byId = new Map(labelSet.classes.map((labelClass) => [labelClass.id, labelClass]));

  return draws.shuffled(groups).map((group) => {
    const classes = draws.shuffled(group).flatMap((member) => byId.get(rules.classIds[member] ?? 0) ?? []);
    const nouns = classes.map((labelClass) => withArticle(nounOf(labelClass)));
    const caption = draws
      .pick(world.templates)
      .replaceAll('{classes}', inSeries(nouns))
      .replaceAll('{beside}', besideEachOther(nouns))
      .replaceAll('{place}', phraseFor(group))
      .replace(/\s+/g, ' ')
      .trim();
    return { caption, classIds: classes.map(({ id }) => id) };
  });

  function nounOf({ promptName, synonyms }: LabelClass): string {
    return useSynonyms ? draws.pick([promptName, ...synonyms]) : promptName;
  }

  function phraseFor(group: readonly number[]): string {
    const suitable = draws.shuffled(rules.placesOf(group));
    const [first] = suitable.sort((a, b) => (placeUses[a] ?? 0) - (placeUses[b] ?? 0));
    const place = first === undefined ? undefined : world.places[first];
    if (first === undefined || !place) return '';
    placeUses[first] = (placeUses[first] ?? 0) + 1;
    return draws.pick(place.phrases);
  }
}

/** `a dog, a cat and a bus` */
function inSeries(nouns: readonly string[]): string {
  return nouns.length < 2 ? nouns.join('') : `${nouns.slice(0, -1).join(', ')} and ${nouns.at(-1)}`;
}

/** `a dog next to a cat and a bus` */
function besideEachOther([first = '', ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} next to ${others.join(' and ')}`;
}
