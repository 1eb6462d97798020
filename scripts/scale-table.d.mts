interface Room {
  readonly bytes: number;
  readonly roomBytes: number;
}
/** What `npm run bench cli` tells, as far as it is looked at. */
export interface Measured {
  readonly oneThread: { readonly pairsPerMinute: number };
  readonly bytesPerPair: Readonly<Record<'work' | 'workWithoutRecords' | 'voc', Room>>;
}
export function scaleTable(measured: Measured, pairCounts: readonly number[]): string;
export function lastMeasured(text: string): Measured;
