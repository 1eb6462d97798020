import { MAX_TAU, SOFTMAX_SCOPES } from '../attention/types.ts';
import { StudioError } from '../errors.ts';
import type { MapSide } from '../grid-size.ts';
import { OBJECT_WAYS, type TuningSettings, UPSAMPLINGS } from './types.ts';

/** What a record or model offers to choose from. */
export interface TuningChoices {
  readonly crossSides: readonly MapSide[];
  readonly selfSides: readonly MapSide[];
  readonly windowBins: number;
}

/**
 * Checks tuning settings against what there is to choose from.
 *
 * @throws StudioError `settings-invalid` naming the first setting that does not hold, what was expected and what was found.
 */
export function validateTuning(tuning: TuningSettings, choices: TuningChoices): void {
  const { tau, alpha, beta, crossSides, selfSide, softmax, upsampling, objects } = tuning;
  const [first, last] = tuning.window;
  expectRange('τ', tau, 0, MAX_TAU);
  expectRange('α', alpha, 0, 1);
  expectRange('β', beta, 0, 1);
  expect(alpha <= beta, `α ≤ β was expected, found α = ${alpha} and β = ${beta}. Lower α or raise β.`);
  expect(
    crossSides.length > 0 && crossSides.every((side) => choices.crossSides.includes(side)),
    `Cross sides among ${choices.crossSides.join(', ')} were expected, found ${crossSides.join(', ') || 'none'}. Choose at least one of them.`,
  );
  expect(
    choices.selfSides.includes(selfSide),
    `A self side among ${choices.selfSides.join(', ')} was expected, found ${selfSide}. Choose one of them.`,
  );
  expect(
    Number.isInteger(first) && Number.isInteger(last) && first >= 0 && first <= last && last < choices.windowBins,
    `A step window within parts 0 to ${choices.windowBins - 1} was expected, found ${first} to ${last}. Choose a first part that is not after the last.`,
  );
  expect(
    SOFTMAX_SCOPES.includes(softmax),
    `Softmax over ${SOFTMAX_SCOPES.join(' or ')} was expected, found ${softmax}. Choose one of them.`,
  );
  expect(
    upsampling === undefined || UPSAMPLINGS.includes(upsampling),
    `Upsampling by ${UPSAMPLINGS.join(' or ')} was expected, found ${upsampling}. Choose one of them.`,
  );
  if (!objects) return;
  expect(
    OBJECT_WAYS.includes(objects.by),
    `Objects by ${OBJECT_WAYS.join(', ')} were expected, found ${objects.by}. Choose one of them.`,
  );
  expectRange('The smallest object’s share', objects.minShare, 0, 1);
  expectRange('The strength of what parts objects', objects.strength, 0, 1);
}

function expectRange(name: string, value: number, low: number, high: number): void {
  expect(
    value >= low && value <= high,
    `${name} between ${low} and ${high} was expected, found ${value}. Choose a value within.`,
  );
}

function expect(holds: boolean, message: string): void {
  if (!holds) throw new StudioError({ code: 'settings-invalid', message });
}
