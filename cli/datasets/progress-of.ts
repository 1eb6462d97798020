import type { Report } from '../report/report.ts';

/** Tells how far something is that is done one after another, with its rate so far. */
export function progressOf(
  report: Pick<Report, 'progress'>,
  total: number,
  unit: string,
  nowMs = () => performance.now(),
) {
  const startMs = nowMs();
  return (done: number): void => {
    const spentMs = nowMs() - startMs;
    const isKnown = done > 0 && spentMs > 0;
    report.progress({
      ...{ done, total, unit },
      perMinute: isKnown ? (60_000 * done) / spentMs : null,
      remainingMs: isKnown ? (spentMs / done) * (total - done) : null,
    });
  };
}
