import type { ClassPresence } from '../core/segmentation/types.ts';

/** Time left, in words short enough for a button: `4 s`, `2 min`. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

/** How long one step takes: `240 ms`, `1.3 s`. */
export function formatStepTime(stepMs: number): string {
  const ms = Math.round(stepMs);
  if (ms < 1000) return `${ms} ms`;
  const seconds = ms / 1000;
  return `${seconds.toFixed(seconds < 9.95 ? 1 : 0)} s`;
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

/** What the evidence means, for somebody who meets it for the first time. */
export function evidenceText({ evidence, present }: ClassPresence): string {
  const factor = `The model looked at this class ${formatEvidence(evidence)} as much as chance would have it`;
  return present ? `${factor}.` : `${factor}: too little, so the mask leaves it out.`;
}
