import type { StudioDependencies } from './dependencies.ts';
import type { Notices } from './notices.ts';
import type { PairLibrary } from './pair-library.ts';
import type { PairWriter } from './pair-writer.ts';
import type { PixelBoard } from './pixels.ts';
import type { RunTask } from './run-task.ts';
import type { Segment } from './segmenter.ts';
import type { StudioStore } from './studio-store.ts';

/** What the studio's parts share. */
export interface StudioBase {
  readonly dependencies: StudioDependencies;
  readonly store: StudioStore;
  readonly notices: Notices;
  readonly run: RunTask;
  readonly pixels: PixelBoard;
  readonly library: PairLibrary;
  readonly writer: PairWriter;
  readonly segment: Segment;
}
