import type { StudioState } from '../types.ts';

/** Whether an export is under way, one that is being cancelled included. */
export function isExporting({ exporting }: Pick<StudioState, 'exporting'>): boolean {
  return exporting.phase === 'running' || exporting.phase === 'cancelling';
}
