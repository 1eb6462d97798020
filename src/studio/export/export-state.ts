import type { Failure } from '../../core/errors.ts';
import type { ExportProgress } from '../../rpc/export-contract.ts';

export type ExportState =
  | { readonly phase: 'idle' | 'done'; readonly done: number; readonly total: number }
  /** `cancelling` from the person's wish until the export has ended. */
  | ({ readonly phase: 'running' | 'cancelling' } & ExportProgress);

export type ExportSize =
  | { readonly ok: true; readonly bytes: number; readonly measuredPairs: number }
  | { readonly ok: false; readonly error: Failure };
