/** A part's last row: whether what it checked holds, and in one line what that was. */
export interface Verdict {
  readonly ok: boolean;
  readonly says: string;
}

/** Largest differences of some results from what they have to be, against what is allowed; none at all is no good sign. */
export function within(what: string, differences: readonly number[], allowed: number): Verdict {
  const worst = Math.max(0, ...differences);
  const ok = differences.length > 0 && worst <= allowed;
  return { ok, says: `${differences.length} ${what}, off by at most ${short(worst)} (allowed ${short(allowed)})` };
}

/** Holds where all do. */
export function all(...verdicts: readonly Verdict[]): Verdict {
  return { ok: verdicts.every(({ ok }) => ok), says: verdicts.map(({ says }) => says).join('; ') };
}

const short = (value: number) => (value === 0 ? '0' : value.toExponential(1));
