const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `23400000` → `23 MB`. Decimal units, as disks and downloads use. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value.toFixed(power > 0 && value < 10 ? 1 : 0)} ${UNITS[power]}`;
}

/** Time left, in words short enough for a button: `4 s`, `2 min`. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

/** A share of 0 … 1 as percent. Whatever is there at all is never shown as 0 %. */
export function formatShare(share: number): string {
  if (share <= 0) return '0%';
  if (share < 0.001) return '<0.1%';
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}%`;
}

/** Evidence over chance, such as `3.4×`. */
export function formatEvidence(evidence: number): string {
  return `${evidence.toFixed(evidence < 10 ? 1 : 0)}×`;
}
