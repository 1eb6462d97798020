import { StudioError } from '../../src/core/errors.ts';
import type { PlanRequest } from '../../src/core/plan/types.ts';
import { WORLDS, worldFor } from '../../src/core/plan/worlds.ts';
import type { LabelSet } from '../../src/core/prompt/types.ts';
import { wholeNumber } from '../inputs/numbers.ts';

/** As they are written. */
export interface PlanOptions {
  readonly perClass?: string;
  readonly target?: readonly string[];
  readonly world: string;
  readonly sizes: string;
  readonly apart?: readonly string[];
  readonly synonyms?: boolean;
  readonly seed: string;
}

const MOST = 10_000;

/** What the options ask a plan for. @throws StudioError `arguments-invalid`, `class-unknown` */
export function planRequest(options: PlanOptions, labelSet: LabelSet): PlanRequest {
  const { perClass, target = [], apart = [], synonyms = false } = options;
  const each = perClass === undefined ? 0 : wholeNumber('--per-class', perClass, 0, MOST);
  const targets = Object.fromEntries(labelSet.classes.map(({ id }) => [id, each]));
  for (const word of target) {
    const [, name = '', count = ''] = /^(.*)=(\d+)$/.exec(word) ?? [];
    if (name === '') throw invalid(`Expected --target as “cat=20”; found ${JSON.stringify(word)}.`);
    targets[classId(name, labelSet)] = wholeNumber('--target', count, 0, MOST);
  }
  const world = WORLDS.find(({ id }) => id === options.world);
  if (!world)
    throw invalid(`Expected --world to be one of ${WORLDS.map(({ id }) => id).join(', ')}; found ${options.world}.`);
  return {
    ...{ labelSet, targets, useSynonyms: synonyms, sizeShares: sizeShares(options.sizes) },
    apart: apart.map((word) => {
      const [a, b, ...more] = word.split('+');
      if (a === undefined || b === undefined || more.length > 0) {
        throw invalid(`Expected --apart as “cat+dog”; found ${JSON.stringify(word)}.`);
      }
      return [classId(a, labelSet), classId(b, labelSet)];
    }),
    world: worldFor(world, labelSet),
    seed: wholeNumber('--seed', options.seed, 0, 2 ** 32 - 1),
  };
}

function sizeShares(text: string): PlanRequest['sizeShares'] {
  const [one, two, three, ...more] = text.split(',').map((part) => wholeNumber('--sizes', part, 0, 100));
  if (one === undefined || two === undefined || three === undefined || more.length > 0) {
    throw invalid(`Expected --sizes as three shares such as 42,42,16; found ${JSON.stringify(text)}.`);
  }
  return [one, two, three];
}

function classId(written: string, { classes, name }: LabelSet): number {
  const folded = written.trim().toLowerCase();
  const found = classes.find((one) => [one.name, one.promptName].some((word) => word.toLowerCase() === folded));
  if (found) return found.id;
  const message = `Expected a class of “${name}”, found ${JSON.stringify(written)}. It has ${classes.map((one) => one.name).join(', ')}.`;
  throw new StudioError({ code: 'class-unknown', message });
}

function invalid(message: string): StudioError {
  return new StudioError({ code: 'arguments-invalid', message });
}
