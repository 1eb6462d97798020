import type { LabelSet } from '../prompt/types.ts';
import type { PlanWorld } from './types.ts';

/** A place with a name for the screen, its classes by name; none: every class belongs there. */
export interface NamedPlace {
  readonly name: string;
  readonly phrases: readonly string[];
  readonly classNames?: readonly string[];
}

/** Places and templates that a model knows, as data. */
export interface NamedWorld {
  readonly id: string;
  readonly name: string;
  readonly places: readonly NamedPlace[];
  readonly templates: readonly string[];
}

const LAND = ['bicycle', 'bus', 'car', 'cat', 'cow', 'dog', 'horse', 'motorbike', 'person', 'sheep', 'train'];
const AIR = ['aeroplane', 'bird'];
const WATER = ['boat'];
const HOME = ['bottle', 'cat', 'chair', 'diningtable', 'dog', 'person', 'pottedplant', 'sofa', 'tvmonitor'];
const SANDY = LAND.filter((name) => name !== 'train' && name !== 'bus');

/** The scenes that the bundled model learnt: `training/world` has the same places, phrases and classes. */
export const EMOJI_WORLD: NamedWorld = {
  id: 'emoji-scenes',
  name: 'Cartoon scenes (bundled model)',
  places: [
    {
      name: 'Grass',
      phrases: ['on the grass', 'in a green field'],
      classNames: [...LAND, ...AIR, 'chair', 'pottedplant', 'diningtable', 'bottle'],
    },
    {
      name: 'Beach',
      phrases: ['on the beach', 'on the sand'],
      classNames: [...SANDY, ...AIR, 'chair', 'bottle', 'diningtable', 'sofa'],
    },
    { name: 'Sea', phrases: ['on the sea', 'on the water'], classNames: [...WATER, ...AIR] },
    { name: 'Road', phrases: ['on the road', 'in the street'], classNames: [...LAND, ...AIR] },
    { name: 'Snow', phrases: ['in the snow'], classNames: [...LAND, ...AIR] },
    { name: 'Night', phrases: ['at night', 'under a dark sky'], classNames: [...LAND, ...AIR, ...WATER] },
    { name: 'Sunset', phrases: ['at sunset'], classNames: [...LAND, ...AIR, ...WATER] },
    { name: 'Room', phrases: ['in a room', 'indoors'], classNames: HOME },
    { name: 'Blue room', phrases: ['in a blue room'], classNames: HOME },
  ],
  templates: ['{classes} {place}', '{beside} {place}'],
};

/** For models that know photographs. Nothing is said about what belongs where. */
export const PHOTO_WORLD: NamedWorld = {
  id: 'photographs',
  name: 'Photographs',
  places: [
    { name: 'Street', phrases: ['in a street', 'on a road'] },
    { name: 'Park', phrases: ['in a park', 'on a lawn'] },
    { name: 'Beach', phrases: ['on a beach'] },
    { name: 'Field', phrases: ['in a field'] },
    { name: 'Room', phrases: ['in a room'] },
    { name: 'Sunset', phrases: ['at sunset'] },
  ],
  templates: ['a photo of {classes} {place}', 'a photo of {beside} {place}'],
};

export const WORLDS: readonly NamedWorld[] = [EMOJI_WORLD, PHOTO_WORLD];

/** A named world's places for a label set; classes that the set lacks are left out. */
export function worldFor(
  { places, templates }: Pick<NamedWorld, 'places' | 'templates'>,
  { classes }: LabelSet,
): PlanWorld {
  return {
    templates,
    places: places.map(({ phrases, classNames }) => ({
      phrases,
      classIds: classNames ? classes.filter(({ name }) => classNames.includes(name)).map(({ id }) => id) : null,
    })),
  };
}
