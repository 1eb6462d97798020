/**
 * The outcome of `work`, or a rejection with `tooLate()` once `limitMs` have gone by: some calls of a browser never settle when
 * the process behind them hangs. The work itself cannot be broken off; what it brings later is not waited for.
 */
export function withinTime<T>(work: Promise<T>, limitMs: number, tooLate: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(tooLate()), limitMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
