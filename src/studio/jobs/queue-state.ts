import type { GenerationSettings, UploadedPicture } from '../../core/dataset/types.ts';
import type { Failure } from '../../core/errors.ts';
import type { QueuedModel } from '../../storage/queue/types.ts';

export type JobState = 'queued' | 'encoding' | 'running' | 'decoding' | 'refining' | 'saving';

export interface Job {
  readonly id: string;
  readonly state: JobState;
  readonly settings: GenerationSettings;
  /** The picture is a person's own: only its mask is made. Such a job lives in this page and is not stored. */
  readonly upload?: UploadedPicture;
  /** Which model it waits for; missing for a photo, which any model takes, null where none was ready when it was asked for. */
  readonly model?: QueuedModel | null;
  /** What a list calls the picture's file. */
  readonly fileName?: string;
  /** Lower ones come first. */
  readonly order: number;
  readonly step: number;
  readonly steps: number;
  readonly stepMs: number;
  readonly remainingMs: number;
}

/** A picture that could not be made. It stays until it is tried again or removed. */
export interface FailedJob {
  readonly id: string;
  readonly settings: GenerationSettings;
  readonly fileName?: string;
  readonly failure: Failure;
}

export interface QueueState {
  /** Nothing new is begun; what is being made is finished. */
  readonly isPaused: boolean;
  /** Another tab of the studio works on the queue; this one goes on when that one ends. */
  readonly isElsewhere: boolean;
  /** Pictures that were made here since nothing waited. */
  readonly made: number;
  /** Measured on the model in use (job-cost.ts); null before its first picture. */
  readonly msPerCall: number | null;
}

/** A picture that somebody asks for. */
export interface QueueRequest {
  /** Its seed is the picture's: whoever asks makes it of the content, never of the place in the queue. */
  readonly settings: GenerationSettings;
  /** Counts pictures of the same content: 0, 1, … Missing: 0. */
  readonly repetition?: number;
  /** What a list calls the picture's file. */
  readonly fileName?: string;
}

export type QueuePlace = 'front' | 'back';
