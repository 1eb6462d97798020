interface Limits {
  /** On a graphics card; what takes longer is ended. */
  readonly limitS: number;
  /** Needs no card and runs beside the others. */
  readonly beside?: true;
}

/** The parts in the order in which they run; the one that asks for the adapter comes before all. */
export const PARTS = {
  'picture-on-cpu': { limitS: 240, beside: true },
  'full-size-weights': { limitS: 100, beside: true },
  refine: { limitS: 30 },
  kernels: { limitS: 45 },
  attention: { limitS: 40 },
  picture: { limitS: 100 },
  'full-size': { limitS: 150 },
  /** Last: it waits for the picture on the CPU. */
  'picture-against-cpu': { limitS: 20 },
} as const satisfies Readonly<Record<string, Limits>>;

export type PartName = keyof typeof PARTS;

export interface Scheduled {
  readonly name: PartName;
  readonly limitS: number;
}

/** An adapter that is a CPU gets more time for less work. */
const SMALL_FACTOR = 6;

/**
 * Which parts run, beside the others and one after the other, all if none is named. A software adapter needs the processor itself, so
 * nothing runs beside it: those parts come first.
 * @throws Error naming a part that there is not
 */
export function schedule(
  only: readonly string[],
  small: boolean,
): { readonly beside: readonly Scheduled[]; readonly inTurn: readonly Scheduled[] } {
  const names = Object.keys(PARTS) as PartName[];
  const unknown = only.filter((name) => !names.some((known) => known === name));
  if (unknown.length > 0) throw new Error(`No part ${unknown.join(', ')}; there are ${names.join(', ')}.`);
  const chosen = names
    .filter((name) => only.length === 0 || only.includes(name))
    .map((name) => ({ name, limitS: PARTS[name].limitS * (small ? SMALL_FACTOR : 1) }));
  const isBeside = ({ name }: Scheduled) => 'beside' in PARTS[name];
  const [beside, others] = [chosen.filter(isBeside), chosen.filter((part) => !isBeside(part))];
  return small ? { beside: [], inTurn: [...beside, ...others] } : { beside, inTurn: others };
}
