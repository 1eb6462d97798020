import type { Picture } from '../rpc/contract.ts';

/** At 96 pixels a side about 10 MB: more than the longest strip on a screen. */
const KEPT = 256;
/** Reads at a time, so that a long gallery does not hold up the pair that was just opened. */
const READERS = 3;

export interface Thumbnails {
  /** The thumbnail, or null: then it is being read, and `onLoaded` will tell. */
  get(pairId: string): ImageBitmap | null;
}

/**
 * Small pictures, read when first asked for; the least recently used go first. They are not closed: a component may still
 * hold one.
 */
export function createThumbnails(
  readPicture: (pairId: string) => Promise<Picture>,
  createThumbnail: (picture: Picture) => Promise<ImageBitmap>,
  onLoaded: () => void,
  onFailed: (error: unknown) => void,
): Thumbnails {
  const loaded = new Map<string, ImageBitmap>();
  /** Waiting, being read, or failed: not to be asked for again. */
  const asked = new Set<string>();
  const waiting: string[] = [];
  let readers = 0;

  async function readNext(): Promise<void> {
    if (readers >= READERS) return;
    // The newest request is the one on the screen.
    const pairId = waiting.pop();
    if (pairId === undefined) return;
    readers++;
    try {
      loaded.set(pairId, await createThumbnail(await readPicture(pairId)));
      asked.delete(pairId);
      const oldest = loaded.keys().next().value;
      if (loaded.size > KEPT && oldest !== undefined) loaded.delete(oldest);
      onLoaded();
    } catch (error) {
      onFailed(error);
    } finally {
      readers--;
      void readNext();
    }
  }

  return {
    get(pairId) {
      const bitmap = loaded.get(pairId);
      if (bitmap) {
        loaded.delete(pairId);
        loaded.set(pairId, bitmap);
        return bitmap;
      }
      if (!asked.has(pairId)) {
        asked.add(pairId);
        waiting.push(pairId);
        void readNext();
      }
      return null;
    },
  };
}
