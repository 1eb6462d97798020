import type { Failure } from '../../core/errors.ts';

/** Why a pair keeps its own tuning: what its record lacks is not a failure. */
export type KeptBecause = 'other-sides' | Failure;

/** Failures may each name their pair; more than this nobody reads. */
const MAX_FAILURES = 2;

/** The reasons as sentences, each failure's own words once. */
export function whyKept(reasons: readonly KeptBecause[]): string {
  const others = reasons.filter((reason) => reason === 'other-sides').length;
  const failures = reasons.flatMap((reason) => (reason === 'other-sides' ? [] : [reason.message]));
  const told = [...new Set(failures)].slice(0, MAX_FAILURES);
  const untold = failures.filter((message) => !told.includes(message)).length;
  return [
    ...(others > 0 ? [`Attention was recorded at other sides: ${pictures(others)}.`] : []),
    ...told,
    ...(untold > 0 ? [`Others failed, too: ${pictures(untold)}.`] : []),
  ].join(' ');
}

const pictures = (count: number) => (count === 1 ? '1 picture' : `${count} pictures`);
