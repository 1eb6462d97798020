import type { Failure } from '../../core/errors.ts';
import { pictureHash } from '../../core/review/picture-hash.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';
import type { GeneratedPair } from '../../rpc/contract.ts';
import type { QueueItem } from '../../storage/queue/types.ts';
import type { PairMeta } from '../../storage/types.ts';
import type { StorageWatch } from '../gallery/storage-watch.ts';
import type { RecordShape } from '../stage-state.ts';
import type { StudioBase } from '../studio-base.ts';
import { addPairs } from '../studio-store.ts';
import { fitTuning, shapeOf } from '../tuning/fit-tuning.ts';
import { noteSegmentation } from '../tuning/segmentation-notes.ts';

/**
 * Stores a finished picture and puts it into the gallery. It is stored before its mask is known: nothing may come between
 * a picture and the disk. The counts follow from the tuning worker. Resolves to why it is in memory only, which is told; else to null.
 */
export type KeepPair = (
  asked: Pick<QueueItem, 'settings' | 'fileName'>,
  generated: GeneratedPair,
  current: { readonly tuning: TuningSettings; readonly recordShape?: RecordShape | null },
) => Promise<Failure | null>;

export function createKeepPair(base: StudioBase, storage: StorageWatch): KeepPair {
  const { dependencies, store, notices, run, library, writer, segment } = base;

  return async (
    { settings, fileName },
    { jobId: id, picture, record, provenance },
    { tuning: current, recordShape },
  ) => {
    const { width, height } = picture;
    const { tuning, lacking } = fitTuning(current, shapeOf(record), recordShape ?? null);
    if (lacking) notices.show({ tone: 'info', message: lacking });
    const meta: PairMeta = {
      id,
      createdAt: dependencies.now().toISOString(),
      width,
      height,
      settings,
      tuning,
      provenance,
      ...(fileName === undefined ? {} : { fileName }),
      review: 'unreviewed',
      presence: [],
      pixels: { background: 0, void: 0, classes: {} },
      pictureHash: pictureHash(picture),
      places: {},
    };
    let failure: Failure | null = null;
    try {
      failure = await library.add(meta, picture, record);
      if (failure) storage.tellUnsaved(failure);
      else storage.keptSomething();
    } finally {
      addPairs(store, [meta]);
      storage.refresh();
    }
    void run(async () => {
      const result = await segment({ id, record, picture }, tuning);
      // The stage may meet the same failure; an equal notice makes way.
      if (!result.ok) notices.show({ tone: 'error', message: result.error.message });
      else if (findTuning(base, id) === tuning) noteSegmentation(store, writer, id, tuning, result.value);
    });
    return failure;
  };
}

/** A slider may have moved while the mask was made; then the stage notes a newer one. */
function findTuning({ store }: StudioBase, id: string): TuningSettings | undefined {
  return store.getState().pairs.find((pair) => pair.id === id)?.tuning;
}
