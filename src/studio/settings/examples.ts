import type { LabelSet } from '../../core/prompt/types.ts';

export interface Example {
  /** Its card's picture has this name, too. */
  readonly name: string;
  readonly caption: string;
  readonly classIds: readonly number[];
  /** Whose classes they are. */
  readonly labelSet: LabelSet;
  /** With it the bundled model draws the card's picture. */
  readonly seed: number;
}

/**
 * Scenes that the bundled model has learnt, by VOC class names, each with the one of its first eight seeds whose objects a person names
 * at once. Who changes anything here makes the cards again: `npm run example-cards`.
 */
export const SCENES = [
  { name: 'cat-and-chair', caption: 'a cat and a chair in a room', classNames: ['cat', 'chair'], seed: 7 },
  { name: 'dog-and-car', caption: 'a dog and a car on the grass', classNames: ['dog', 'car'], seed: 5 },
  { name: 'man-and-horse', caption: 'a man and a horse on the beach', classNames: ['person', 'horse'], seed: 8 },
  { name: 'airplane', caption: 'an airplane at sunset', classNames: ['aeroplane'], seed: 4 },
  { name: 'bus', caption: 'a bus in the street', classNames: ['bus'], seed: 2 },
  { name: 'boat', caption: 'a boat on the sea', classNames: ['boat'], seed: 3 },
] as const;

/** The example prompts whose classes are all in `labelSet`. */
export function examplesFor(labelSet: LabelSet): Example[] {
  const idOf = new Map(labelSet.classes.map(({ name, id }) => [name, id]));
  return SCENES.flatMap(({ classNames, ...scene }) => {
    const classIds = classNames.flatMap((name) => idOf.get(name) ?? []);
    return classIds.length === classNames.length ? [{ ...scene, classIds, labelSet }] : [];
  });
}
