import { type Failure, StudioError } from '../../core/errors.ts';
import { pictureHash } from '../../core/review/picture-hash.ts';
import type { StudioActions } from '../studio-actions.ts';
import type { StudioBase } from '../studio-base.ts';
import { findPair, patchPairs } from '../studio-store.ts';
import { noteSegmentation } from '../tuning/segmentation-notes.ts';

/** Each change of the gallery is looked at by the whole screen, so pictures are told in batches. */
const BATCH = 16;

/** What pairs of older studios lack for review, made when it is needed: picture hashes by themselves, places by a person's wish. */
export function createMeasureActions({
  store,
  notices,
  run,
  library,
  writer,
  segment,
}: Pick<StudioBase, 'store' | 'notices' | 'run' | 'library' | 'writer' | 'segment'>): Pick<
  StudioActions,
  'readPictures' | 'measurePairs' | 'stopMeasuring'
> {
  /** What cannot be read is told when the pair is opened; here it is left out, once and for all. */
  const unreadable = new Set<string>();
  let isReading = false;
  let isStopped = false;

  function lackingHash(): string[] {
    const { pairs } = store.getState();
    return pairs.filter(({ id, pictureHash }) => pictureHash === undefined && !unreadable.has(id)).map(({ id }) => id);
  }

  async function readAll(): Promise<void> {
    for (let ids = lackingHash(); ids.length > 0; ids = lackingHash()) {
      store.setState({ unreadPictures: ids.length });
      const changes = new Map<string, { readonly pictureHash: string }>();
      for (const id of ids.slice(0, BATCH)) {
        try {
          changes.set(id, { pictureHash: pictureHash(await library.readPicture(id)) });
        } catch (error) {
          if (!(error instanceof StudioError)) throw error;
          unreadable.add(id);
        }
      }
      patchPairs(store, changes);
      for (const [id, change] of changes) if (findPair(store, id)) writer.change(id, change);
    }
  }

  /** Null, or why the pair's mask could not be made. */
  async function measure(id: string): Promise<Failure | null> {
    const pair = findPair(store, id);
    if (!pair) return null;
    try {
      const [picture, record] = await Promise.all([library.readPicture(id), library.readRecord(id)]);
      const result = await segment({ id, record, picture }, pair.tuning);
      if (!result.ok) return result.error;
      // Tuned meanwhile: then its newer mask is noted.
      if (findPair(store, id)?.tuning === pair.tuning) noteSegmentation(store, writer, id, pair.tuning, result.value);
      return null;
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      return error;
    }
  }

  async function measureAll(ids: readonly string[]): Promise<void> {
    const failures: Failure[] = [];
    for (const [done, id] of ids.entries()) {
      if (isStopped) break;
      store.setState({ measuring: { done, total: ids.length } });
      const failure = await measure(id);
      if (failure) failures.push(failure);
    }
    const [first] = failures;
    if (!first) return;
    const what = failures.length === 1 ? 'One picture' : `${failures.length} pictures`;
    notices.show({ tone: 'error', message: `${what} could not be measured. ${first.message}` });
  }

  return {
    readPictures() {
      if (isReading) return;
      isReading = true;
      void run(readAll).finally(() => {
        isReading = false;
        store.setState({ unreadPictures: 0 });
      });
    },
    measurePairs(ids) {
      if (store.getState().measuring) return;
      isStopped = false;
      store.setState({ measuring: { done: 0, total: ids.length } });
      void run(() => measureAll(ids)).finally(() => store.setState({ measuring: null }));
    },
    stopMeasuring() {
      isStopped = true;
    },
  };
}
