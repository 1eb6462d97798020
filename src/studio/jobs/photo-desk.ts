import type { PhotoFile } from '../dependencies.ts';
import type { StageSelection } from '../gallery/stage-selection.ts';
import type { PromptDesk } from '../settings/prompt-actions.ts';
import { forPhoto } from '../settings/suited.ts';
import type { StudioActions } from '../studio-actions.ts';
import type { StudioBase } from '../studio-base.ts';
import type { JobQueue } from './job-queue.ts';
import { readMadeWith } from './made-with.ts';

type PhotoActions = Pick<StudioActions, 'openPhoto' | 'closePhoto' | 'restorePhoto' | 'maskPhoto'>;

/** A person's own pictures, on their way into the queue: one is looked at before masks are made for it. */
export function createPhotoDesk(
  { dependencies, store, notices, run }: StudioBase,
  parts: {
    readonly queue: Pick<JobQueue, 'enqueue'>;
    readonly selection: Pick<StageSelection, 'askToWatch'>;
    readonly prompt: Pick<PromptDesk, 'replaceWritten'>;
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
    close();
    const thisOpening = opening;
    const photo = await dependencies.openPhoto(file);
    if (thisOpening !== opening) {
      photo.close();
      return;
    }
    const { width, height, address, upload, pairText } = photo;
    const { fileName } = upload;
    const madeWith = pairText === null ? null : readMadeWith(pairText, store.getState());
    if (pairText !== null && madeWith === null) {
      const message = `The settings in ${fileName} are damaged, or of a newer studio, so they cannot be restored.`;
      notices.show({ tone: 'info', message });
    }
    const { engine } = store.getState();
    if (engine.phase === 'ready' && !engine.info.model.hasPictureEncoder && madeWith === null) {
      photo.close();
      const message = `${engine.info.model.name} cannot read photos: it has no picture encoder (vae_encoder) that fits. Choose a model that has one.`;
      notices.show({ tone: 'error', message });
      return;
    }
    open = photo;
    store.setState({ photo: { fileName, width, height, address, madeWith } });
    if (files.length > 1) {
      notices.show({ tone: 'info', message: `One picture at a time: ${file.name} was opened of ${files.length}.` });
    }
  }

  return {
    openPhoto: (files) => void run(() => openPhoto(files)),
    closePhoto: close,
    restorePhoto() {
      const photo = store.getState().photo;
      if (!photo?.madeWith) return;
      close();
      const { settings, lostClasses } = photo.madeWith;
      const lost = lostClasses.length === 0 ? '' : ` No label set here has ${lostClasses.join(', ')}: left out.`;
      parts.prompt.replaceWritten(settings, `Prompt, seed and settings are those of ${photo.fileName}.${lost}`);
    },
    maskPhoto() {
      const photo = open;
      if (!photo) return;
      close();
      parts.selection.askToWatch();
      parts.queue.enqueue([{ settings: forPhoto(store.getState().draft), photo }], 'back');
    },
  };
}
