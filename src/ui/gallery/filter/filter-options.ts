import type { PairFilter, SortKey } from '../../../core/review/types.ts';
import { FLAG_KINDS } from '../../../core/review/types.ts';
import { flagTitle } from '../flags/flag-words.ts';

/** One choice of a select that changes a part of the filter. */
export interface FilterOption {
  readonly value: string;
  readonly label: string;
  readonly filter: Partial<PairFilter>;
}

export const SORTS: readonly { readonly value: SortKey; readonly label: string }[] = [
  { value: 'created', label: 'Time' },
  { value: 'class', label: 'Class' },
  { value: 'review', label: 'State' },
  { value: 'void', label: 'Void share' },
  { value: 'area', label: 'Area of class' },
  { value: 'absent', label: 'Absent classes' },
  { value: 'evidence', label: 'Presence' },
  { value: 'label-set', label: 'Label set' },
  { value: 'model', label: 'Model' },
];

export const STATES: readonly FilterOption[] = [
  { value: 'any', label: 'Any state', filter: { review: null } },
  { value: 'unreviewed', label: 'Undecided', filter: { review: 'unreviewed' } },
  { value: 'accepted', label: 'Accepted', filter: { review: 'accepted' } },
  { value: 'rejected', label: 'Rejected', filter: { review: 'rejected' } },
];

export const FLAGS: readonly FilterOption[] = [
  { value: 'all', label: 'Flagged or not', filter: { flag: null } },
  { value: 'any', label: 'Any flag', filter: { flag: 'any' } },
  { value: 'none', label: 'No flag', filter: { flag: 'none' } },
  ...FLAG_KINDS.map((kind) => ({ value: kind, label: flagTitle(kind), filter: { flag: kind } })),
];

export const VOIDS: readonly FilterOption[] = [
  { value: 'any', label: 'Any', filter: { voidFrom: null } },
  ...[5, 10, 20, 30, 50].map((percent) => ({
    value: String(percent),
    label: `${percent}% and more`,
    filter: { voidFrom: percent / 100 },
  })),
];

const AREAS_PERCENT = [0, 2, 5, 10, 20, 40, 100] as const;

export const AREAS: readonly FilterOption[] = [
  { value: 'any', label: 'Any', filter: { areaFrom: null, areaTo: null } },
  ...AREAS_PERCENT.slice(1).map((to, index) => {
    const from = AREAS_PERCENT[index] ?? 0;
    return {
      value: String(to),
      label: `${from}% … ${to}%`,
      filter: { areaFrom: from / 100, areaTo: to / 100 },
    };
  }),
];

export const EVIDENCES: readonly FilterOption[] = [
  { value: 'any', label: 'Any', filter: { evidenceTo: null } },
  ...[1, 2, 3, 5].map((times) => ({
    value: String(times),
    label: `Up to ${times}× chance`,
    filter: { evidenceTo: times },
  })),
];

/** The option that the filter has now; the first, which asks for nothing, where it is none of them. */
export function chosenOption(options: readonly FilterOption[], filter: PairFilter): string {
  const isChosen = ({ filter: part }: FilterOption) =>
    Object.entries(part).every(([key, value]) => filter[key as keyof PairFilter] === value);
  return (options.find(isChosen) ?? options[0])?.value ?? '';
}
