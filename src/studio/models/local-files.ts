import { type Failure, StudioError } from '../../core/errors.ts';
import { chosenFolder, droppedFolder, type LocalFolder } from '../../models/source/folder-source.ts';
import type { ModelChoice } from '../../rpc/contract.ts';
import type { StudioActions } from '../studio-actions.ts';
import type { StudioBase } from '../studio-base.ts';

/** Files that a person chose or dropped, handed on as a model. */
export function createLocalFiles(
  { run }: Pick<StudioBase, 'run'>,
  desk: {
    readonly checkModel: (choice: ModelChoice) => void;
    readonly refuse: (name: string, failure: Failure) => void;
  },
): Pick<StudioActions, 'checkChosenFiles' | 'checkDroppedFiles'> {
  async function check(name: string, folder: () => LocalFolder | Promise<LocalFolder>): Promise<void> {
    try {
      const { label, files } = await folder();
      if (files.length === 0) throw nothingFound(name);
      const opened = await Promise.all(files.map(async ({ path, file }) => ({ path, file: await file() })));
      desk.checkModel({ kind: 'files', label, files: opened });
    } catch (error) {
      const failure = error instanceof DOMException ? unreadable(name, error) : error;
      if (!(failure instanceof StudioError)) throw failure;
      desk.refuse(name, failure);
    }
  }

  return {
    checkChosenFiles: (files) => void run(() => check('Chosen files', () => chosenFolder(files))),
    checkDroppedFiles(items) {
      // The list is emptied when the drop handler returns: it is read before anything is waited for.
      const dropped = droppedFolder(items);
      void run(() => check('Dropped files', () => dropped));
    },
  };
}

function nothingFound(name: string): StudioError {
  return new StudioError({
    code: 'model-missing-file',
    message: `${name}: nothing was found in them. Choose the folder that holds unet, text_encoder and vae_decoder.`,
  });
}

function unreadable(name: string, cause: DOMException): StudioError {
  return new StudioError(
    {
      code: 'model-missing-file',
      message: `${name} could not be read (${cause.message}). They may have been moved or changed; choose them again.`,
    },
    { cause },
  );
}
