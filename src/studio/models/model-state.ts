import type { GenerationSettings } from '../../core/dataset/types.ts';
import type { Failure } from '../../core/errors.ts';
import type { Licence, ModelCheck } from '../../rpc/contract.ts';

export type { AttentionReport, ModelCheck, ModelInfo, NetworkExports } from '../../rpc/contract.ts';

/** A model that the studio knows by name. */
export interface OfferedModel {
  readonly id: string;
  readonly name: string;
  /** Of its folder, without a slash at the end. */
  readonly address: string;
  readonly licence: Licence;
  /** Null where it is not known. */
  readonly downloadBytes: number | null;
  /** Picture side in pixels. */
  readonly imageSize: number;
  readonly isBundled: boolean;
  /** Why it is not verified, in sentences; empty for verified models. */
  readonly unverified: readonly string[];
}

/** A model of which files are on this device. */
export interface KeptModel {
  readonly address: string;
  readonly name: string;
  readonly storedBytes: number;
  /** False while a part that generating needs was not downloaded to its end. */
  readonly isComplete: boolean;
}

export interface ModelShelf {
  readonly offered: readonly OfferedModel[];
  /** Null until it has been read. */
  readonly kept: readonly KeptModel[] | null;
  /** Why nothing can be kept, for people. */
  readonly keptProblem: string | null;
}

/** The model that the engine has, or is getting. */
export interface ModelInUse {
  readonly name: string;
  /** As in the lists of the shelf; null for files of this device. */
  readonly address: string | null;
  /** What Cancel and a failure lead back to, while the engine is not ready; null where there is nothing. */
  readonly previousName: string | null;
}

/** A model that a person looks at before it is loaded. */
export interface ModelCandidate {
  readonly name: string;
  readonly address: string | null;
  readonly check: /** `before`: of another choice of its exports. */
    | { readonly phase: 'running'; readonly before?: ModelCheck }
    | { readonly phase: 'done'; readonly value: ModelCheck }
    | { readonly phase: 'failed'; readonly error: Failure };
}

/** What the file of an exported picture says of it. */
export interface MadeWith {
  readonly settings: GenerationSettings;
  /** Names of classes that no label set on this device has; they are left out of the settings. */
  readonly lostClasses: readonly string[];
}

/** A picture file that a person brought, before masks are made for it. */
export interface OpenPhoto {
  readonly fileName: string;
  readonly width: number;
  readonly height: number;
  /** Of the whole picture, for an image element. */
  readonly address: string;
  /** The file comes from an export and says what it was made with. */
  readonly madeWith: MadeWith | null;
}
