import type { LabelSet } from '../../core/prompt/types.ts';

export interface Example {
  readonly title: string;
  readonly caption: string;
  readonly classIds: readonly number[];
  /** Whose classes they are. */
  readonly labelSet: LabelSet;
}

/** Scenes that the bundled model has learnt, by VOC class names. */
const SCENES = [
  { title: 'Cat and chair', caption: 'a cat and a chair in a room', classNames: ['cat', 'chair'] },
  { title: 'Dog on the grass', caption: 'a dog on the grass', classNames: ['dog'] },
  { title: 'Rider on the beach', caption: 'a man and a horse on the beach', classNames: ['person', 'horse'] },
  { title: 'Airplane at sunset', caption: 'an airplane at sunset', classNames: ['aeroplane'] },
  { title: 'Bus and bicycle', caption: 'a bus and a bicycle in the street', classNames: ['bus', 'bicycle'] },
  { title: 'Living room', caption: 'a couch and a television in a room', classNames: ['sofa', 'tvmonitor'] },
  { title: 'Boat on the sea', caption: 'a boat on the sea', classNames: ['boat'] },
] as const;

/** The example prompts whose classes are all in `labelSet`. */
export function examplesFor(labelSet: LabelSet): Example[] {
  const idOf = new Map(labelSet.classes.map(({ name, id }) => [name, id]));
  return SCENES.flatMap(({ title, caption, classNames }) => {
    const classIds = classNames.flatMap((name) => idOf.get(name) ?? []);
    return classIds.length === classNames.length ? [{ title, caption, classIds, labelSet }] : [];
  });
}
