import { gridOf } from '../../core/grid-size.ts';
import type { Segmentation } from '../../core/segmentation/types.ts';
import type { LiveHeatmaps, Picture } from '../../rpc/contract.ts';
import type { PixelSource } from '../stage-state.ts';

type Mask = NonNullable<ReturnType<PixelSource['mask']>>;
type Scores = NonNullable<ReturnType<PixelSource['scores']>>;

/** The pixel source with the studio's side of it. Every change is told once, in the next frame. */
export interface PixelBoard extends PixelSource {
  /** Puts a pair on the stage, with the running job out of sight. Null empties the stage. */
  showPair(picture: Picture | null): void;
  /** Of the pair on the stage. */
  setSegmentation(segmentation: Segmentation, classIds: readonly number[], objects: Int32Array): void;
  /** Of another tuning of that pair, beside it; null: none. */
  setCompared(segmentation: Segmentation | null, objects?: Int32Array): void;
  /** Puts the running job on the stage; the pair's pixels stay, out of sight. */
  showLive(): void;
  setLivePicture(picture: Picture): void;
  setLiveHeatmaps(heatmaps: LiveHeatmaps): void;
  clearLive(): void;
  changed(): void;
}

export function createPixelBoard(
  requestFrame: (callback: () => void) => void,
  thumbnail: (pairId: string) => ImageBitmap | null,
): PixelBoard {
  const listeners = new Set<() => void>();
  let version = 0;
  let frameRequested = false;
  let watchingLive = false;
  let pair: { picture: Picture | null; mask: Mask | null; scores: Scores | null } = NOTHING;
  let compared: Mask | null = null;
  let live: { picture: Picture | null; scores: Scores | null } = NOTHING;

  function changed(): void {
    if (frameRequested) return;
    frameRequested = true;
    requestFrame(() => {
      frameRequested = false;
      version++;
      for (const listener of listeners) listener();
    });
  }

  return {
    changed,
    thumbnail,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    version: () => version,
    picture: () => (watchingLive ? live.picture : pair.picture),
    mask: () => (watchingLive ? null : pair.mask),
    comparedMask: () => (watchingLive ? null : compared),
    scores: () => (watchingLive ? live.scores : pair.scores),
    showPair(picture) {
      watchingLive = false;
      pair = { picture, mask: null, scores: null };
      compared = null;
      changed();
    },
    setSegmentation({ width, height, mask, scores }, classIds, objects) {
      pair = {
        ...pair,
        mask: { width, height, ids: mask, objects },
        scores: { classIds, width, height, values: scores },
      };
      changed();
    },
    setCompared(segmentation, objects) {
      const { width = 0, height = 0, mask } = segmentation ?? {};
      compared = mask ? { width, height, ids: mask, ...(objects && { objects }) } : null;
      changed();
    },
    showLive() {
      watchingLive = true;
      changed();
    },
    setLivePicture(picture) {
      live = { ...live, picture };
      changed();
    },
    setLiveHeatmaps({ classIds, side, maps }) {
      live = { ...live, scores: { classIds, ...gridOf(side), values: toBytes(maps) } };
      changed();
    },
    clearLive() {
      live = NOTHING;
      changed();
    },
  };
}

const NOTHING = { picture: null, mask: null, scores: null };

/** Scores 0 … 1 as 0 … 255; the clamped array rounds and clamps. */
function toBytes(maps: Float32Array): Uint8Array {
  const bytes = Uint8ClampedArray.from(maps, (score) => score * 255);
  return new Uint8Array(bytes.buffer);
}
