import type { PhotoFile } from '../dependencies.ts';
import type { StageSelection } from '../gallery/stage-selection.ts';
import type { StudioBase } from '../studio-base.ts';
import type { StudioActions } from '../types.ts';
import type { JobQueue } from './job-queue.ts';

type PhotoActions = Pick<StudioActions, 'openPhoto' | 'closePhoto' | 'maskPhoto'>;

/** A person's own pictures, on their way into the queue: one is looked at before masks are made for it. */
export function createPhotoDesk(
  { dependencies, store, notices, run }: StudioBase,
  parts: {
    readonly queue: Pick<JobQueue, 'enqueue'>;
    readonly selection: Pick<StageSelection, 'askToWatch'>;
  },
): PhotoActions {
  let open: PhotoFile | null = null;
  /** Counts openings: only the newest gets the desk. */
  let opening = 0;

  function close(): void {
    opening++;
    open?.close();
    open = null;
    store.setState({ photo: null });
  }

  async function openPhoto(files: readonly File[]): Promise<void> {
    const [file] = files;
    if (!file) return;
    const { engine } = store.getState();
    if (engine.phase === 'ready' && !engine.info.model.hasPictureEncoder) {
      const message = `${engine.info.model.name} cannot read photos: it has no picture encoder (vae_encoder). Choose a model that has one.`;
      notices.show({ tone: 'error', message });
      return;
    }
    close();
    const thisOpening = opening;
    const photo = await dependencies.openPhoto(file);
    if (thisOpening !== opening) {
      photo.close();
      return;
    }
    open = photo;
    const { width, height, address, upload } = photo;
    store.setState({ photo: { fileName: upload.fileName, width, height, address } });
    if (files.length > 1) {
      notices.show({ tone: 'info', message: `One picture at a time: ${file.name} was opened of ${files.length}.` });
    }
  }

  return {
    openPhoto: (files) => void run(() => openPhoto(files)),
    closePhoto: close,
    maskPhoto() {
      const photo = open;
      if (!photo) return;
      close();
      parts.selection.askToWatch();
      parts.queue.enqueue([{ settings: store.getState().draft, photo }], 'back');
    },
  };
}
