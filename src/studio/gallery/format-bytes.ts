const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
const LAST = UNITS.length - 1;

/** `812 B`, `3.4 MB`, `23 MB`: decimal units, as file managers and downloads use. */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  // From 999.5 on, rounding would write 1000 of the smaller unit.
  while (value >= 999.5 && unit < LAST) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(unit > 0 && value < 9.95 ? 1 : 0)} ${UNITS[unit]}`;
}
