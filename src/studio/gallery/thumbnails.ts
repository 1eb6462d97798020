import type { Picture } from '../../rpc/contract.ts';

/** At 144 pixels a side about 20 MB: more than the longest strip on a screen. */
const KEPT = 256;
/** Reads at a time, so that a long gallery does not hold up the pair that was just opened. */
const READERS = 3;

export interface Thumbnails {
  /** The thumbnail, or null: then it is being read, and `onLoaded` will tell; or it could not be read. */
  get(pairId: string): ImageBitmap | null;
  /** Reads a thumbnail again that could not be read. */
  retry(pairId: string): void;
}

/**
 * Small pictures, read when first asked for; the least recently used go first, and are closed: who gets one draws it at
 * once and keeps it no longer.
 */
export function createThumbnails(
  readPicture: (pairId: string) => Promise<Picture>,
  createThumbnail: (picture: Picture) => Promise<ImageBitmap>,
  onLoaded: () => void,
  onFailed: (error: unknown) => void,
): Thumbnails {
  const loaded = new Map<string, ImageBitmap>();
  /** Waiting or being read. */
  const asked = new Set<string>();
  const failed = new Set<string>();
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
      const [oldest] = loaded;
      if (loaded.size > KEPT && oldest) {
        const [id, bitmap] = oldest;
        loaded.delete(id);
        // Its memory is not the heap's, so nothing hurries to collect it.
        bitmap.close();
      }
      onLoaded();
    } catch (error) {
      failed.add(pairId);
      onFailed(error);
    } finally {
      asked.delete(pairId);
      readers--;
      void readNext();
    }
  }

  function get(pairId: string): ImageBitmap | null {
    const bitmap = loaded.get(pairId);
    if (bitmap) {
      loaded.delete(pairId);
      loaded.set(pairId, bitmap);
      return bitmap;
    }
    if (asked.has(pairId) || failed.has(pairId)) return null;
    asked.add(pairId);
    waiting.push(pairId);
    // What was asked for longest ago has been scrolled past, and would be dropped as soon as it was read.
    const passed = waiting.length > KEPT ? waiting.shift() : undefined;
    if (passed !== undefined) asked.delete(passed);
    void readNext();
    return null;
  }

  return {
    get,
    retry(pairId) {
      if (failed.delete(pairId)) get(pairId);
    },
  };
}
