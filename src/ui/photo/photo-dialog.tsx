import { useId } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { type GridSize, sizeText } from '../../core/grid-size.ts';
import { frameOf, isPadded, photoSize } from '../../core/photo-frame.ts';
import type { PictureSizes } from '../../core/picture-sizes.ts';
import type { MadeWith, OpenPhoto } from '../../studio/models/model-state.ts';
import { IconButton } from '../controls/icon-button.tsx';
import { UnknownNote } from '../label-sets/unknown-note.tsx';
import { ClassChips } from '../prompt/classes/class-chips.tsx';
import { ClassPicker } from '../prompt/classes/class-picker.tsx';
import { photoBlocker } from '../selectors.ts';
import { useActions, useStudioState } from '../studio-context.tsx';

/** A person's own picture before masks are made for it: what the model will see of it, and which classes. */
export function PhotoDialog() {
  const photo = useStudioState((state) => state.photo);
  const actions = useActions();
  return (
    <ModalOverlay
      className="modal-overlay"
      isOpen={photo !== null}
      isDismissable
      onOpenChange={(open) => !open && actions.closePhoto()}
    >
      <Modal className="modal">
        <Dialog className="dialog">
          <div className="dialog-head">
            <Heading slot="title" level={2}>
              {photo?.madeWith ? 'A picture from an export' : 'Masks for a photo'}
            </Heading>
            <IconButton icon="close" label="Close" onPress={() => actions.closePhoto()} />
          </div>
          {photo && <PhotoForm photo={photo} />}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function PhotoForm({ photo }: { readonly photo: OpenPhoto }) {
  const caption = useStudioState((state) => state.draft.caption);
  const blocker = useStudioState(photoBlocker);
  const isBusy = useStudioState((state) => state.jobs.length > 0);
  const sizes = useStudioState((state) => (state.engine.phase === 'ready' ? state.engine.info.model.photoSizes : null));
  const actions = useActions();
  const id = useId();
  const { fileName, width, height, address, madeWith } = photo;
  return (
    <div className="photo-form">
      <figure className="photo-figure">
        <div className="photo-frame">
          <img src={address} alt={fileName} />
        </div>
        <figcaption className="hint number">
          {fileName}, {width}×{height} px. {sizes && photoNote(photo, sizes)}
        </figcaption>
      </figure>
      {madeWith && <RestoreOffer madeWith={madeWith} />}
      <div className="field">
        <label className="field-label" htmlFor={id}>
          Caption <span className="hint">(may stay empty)</span>
        </label>
        <input
          id={id}
          className="input"
          value={caption}
          placeholder="what the photo shows"
          onChange={(event) => actions.setCaption(event.target.value)}
        />
      </div>
      <div className="field">
        <h3 className="field-label">Classes to look for</h3>
        <ClassChips />
        <ClassPicker />
      </div>
      <UnknownNote id={`${id}-unknown`} />
      <div className="load-actions">
        <p className="hint" id={`${id}-note`}>
          {blocker ??
            (isBusy
              ? 'It waits for the pictures before it. The photo does not leave this machine.'
              : 'The photo does not leave this machine.')}
        </p>
        <Button className="button" onPress={() => actions.closePhoto()}>
          Cancel
        </Button>
        <Button
          className={madeWith ? 'button' : 'button button-primary'}
          aria-describedby={`${id}-note ${id}-unknown`}
          isDisabled={blocker !== null}
          onPress={() => actions.maskPhoto()}
        >
          Make masks
        </Button>
      </div>
    </div>
  );
}

/** What the model will see of a photo. */
function photoNote(photo: GridSize, sizes: PictureSizes): string {
  const size = photoSize(photo, sizes);
  const frame = frameOf(size, sizes);
  const scaled = `The whole picture is scaled to ${sizeText(size)} px for the model`;
  return frame && isPadded(frame, size)
    ? `${scaled}, which sees it in a mirrored frame of ${sizeText(frame.frame)}.`
    : `${scaled}.`;
}

/** The file says what it was made with: most want that back, and not masks for a picture that has them. */
function RestoreOffer({ madeWith }: { readonly madeWith: MadeWith }) {
  const actions = useActions();
  const { settings, lostClasses } = madeWith;
  return (
    <section className="photo-restore" aria-label="Settings in the file">
      <p>
        It was made here: “{settings.caption}”, seed <span className="number">{settings.seed}</span>,{' '}
        <span className="number">{settings.steps}</span> steps.
        {lostClasses.length > 0 && ` No label set here has ${lostClasses.join(', ')}: they are left out.`}
      </p>
      <Button className="button button-primary" autoFocus onPress={() => actions.restorePhoto()}>
        Restore prompt, seed and settings
      </Button>
    </section>
  );
}
