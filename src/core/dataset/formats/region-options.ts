import type { ChoiceOption, NumberOption } from './format.ts';

export const REGIONS_OPTION = {
  kind: 'choice',
  label: 'One region for',
  choices: [
    { value: 'object', label: 'each object, as its picture is tuned' },
    { value: 'component', label: 'each connected part of a class' },
    { value: 'class', label: 'each class in a picture' },
  ],
  default: 'object',
} as const satisfies ChoiceOption;

/** Where a region is one outline, so that no class is one as a whole. */
export const OBJECTS_OPTION = {
  kind: 'choice',
  label: 'One region for',
  choices: [
    { value: 'object', label: 'each object, as its picture is tuned' },
    { value: 'component', label: 'each connected part of a class' },
  ],
  default: 'object',
} as const satisfies ChoiceOption;

export const MIN_AREA_OPTION = {
  kind: 'number',
  label: 'Smallest region (pixels)',
  min: 1,
  max: 10_000,
  step: 1,
  default: 1,
} as const satisfies NumberOption;
