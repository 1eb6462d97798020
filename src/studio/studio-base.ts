import type { StudioDependencies } from './dependencies.ts';
import type { PairLibrary } from './gallery/pair-library.ts';
import type { PairWriter } from './gallery/pair-writer.ts';
import type { PixelBoard } from './gallery/pixels.ts';
import type { Notices } from './notices.ts';
import type { RunTask } from './run-task.ts';
import type { StudioStore } from './studio-store.ts';
import type { Segment } from './tuning/segmenter.ts';

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
