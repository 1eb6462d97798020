import type { Verdict } from './verdict.ts';

/** What a part of the check gets. */
export interface PartContext {
  /** Writes a row of results; rows that were written survive whatever comes after. */
  emit(row: Readonly<Record<string, unknown>>): void;
  /** The adapter computes on the CPU: small sizes, so that the check ends. */
  readonly small: boolean;
  /** The bundled model's folder. */
  readonly modelFolder: string;
  /** For files that one part leaves another. */
  readonly workFolder: string;
  /** Dawn (`dawn.node`) and ONNX Runtime Web's asyncify build. */
  readonly runtimeFolder: string;
}

export type Part = (context: PartContext) => Promise<Verdict>;
